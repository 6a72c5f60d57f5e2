"""`needlecare site forget_second_factor NAME`: for somebody who lost the telephone, the key and the recovery codes."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Take away somebody's second factor; at the next sign-in a new one is set up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="The name the person signs in with.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the factor away, and end the sessions that were begun with it."""
        person = get_user_model().objects.filter(username=options["name"]).first()
        if person is None:
            raise CommandError(f"nobody signs in as '{options['name']}'")
        Authenticator.objects.filter(user=person).delete()
        for session in Session.objects.all():
            if session.get_decoded().get("_auth_user_id") == str(person.pk):
                session.delete()
        self.stdout.write(f"{person.get_username()} has no second factor any more.")
