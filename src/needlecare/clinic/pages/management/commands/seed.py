"""`needlecare site seed`: what a site needs before anybody can open it, and with --demo a clinic to look at."""

from __future__ import annotations

import secrets
from datetime import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from needlecare.clinic.common.clinic import the_clinic
from needlecare.clinic.common.models import ClinicDetails, FollowLink, OpeningHours
from needlecare.clinic.journal.first import make_journal, make_posts
from needlecare.clinic.pages.first import make_pages
from needlecare.clinic.protocols.models import Publication
from needlecare.clinic.protocols.publish import publish
from needlecare.protocol.load import load

OWNER = "owner"


class Command(BaseCommand):
    help = "Publish the shipped protocols and make the first pages, where there are none; run it as often as you like."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="Also fill in a sample clinic and an owner who can sign in."
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, and say what was made."""
        if not Publication.objects.exists():
            layers = load("microneedling", "safety").layers
            publish(
                layers, reason="The first protocols of this site", at=timezone.now(), by_name="needlecare"
            )
            self.stdout.write("Published the shipped protocols.")
        if make_pages():
            self.stdout.write("Made the first pages, in English and Spanish.")
        if make_journal():
            self.stdout.write("Made the journal, in English and Spanish.")
        if options["demo"]:
            self._demo()

    def _demo(self) -> None:
        details = ClinicDetails.load()
        if not details.address:
            details.address, details.phone = "1 Example Street\nLondon", "020 7946 0123"
            details.save()
            for weekday in range(5):
                OpeningHours.objects.create(
                    clinic=details,
                    sort_order=weekday,
                    weekday=weekday,
                    opens=time(9),
                    closes=time(16 if weekday == 4 else 18),
                )
            FollowLink.objects.create(
                clinic=details, sort_order=0, name="Instagram", href="https://www.instagram.com/"
            )
            self.stdout.write(f"Filled in {the_clinic().name}.")
        if make_posts():
            self.stdout.write("Wrote a few posts for the journal.")
        kept = Path(settings.DATA) / "owner.txt"
        if not get_user_model().objects.filter(username=OWNER).exists():
            password = secrets.token_urlsafe(12)
            get_user_model().objects.create_superuser(OWNER, "owner@example.org", password)
            kept.write_text(password, encoding="utf-8")
            kept.chmod(0o600)
        if kept.exists():
            self.stdout.write(f"Owner's login: {OWNER}, password: {kept.read_text(encoding='utf-8')}")
        else:
            self.stdout.write(
                f"Owner's login: {OWNER}; a new password: needlecare site changepassword {OWNER}"
            )
