"""What pages keep in memory, and when it is looked up anew."""

from __future__ import annotations

from itertools import count

import pytest
from django.conf import settings

from needlecare.clinic.common import edition
from needlecare.clinic.common.edition import kept
from needlecare.clinic.common.models import ClinicDetails
from needlecare.clinic.pages.models import TextPage

pytestmark = pytest.mark.django_db


def counting():
    numbers = count(1)
    return lambda **more: kept("number", lambda: next(numbers), **more)


def test_what_is_kept_is_made_once_for_an_edition():
    number = counting()
    assert [number(), number()] == [1, 1]

    edition.begin()

    assert [number(), number()] == [2, 2]


def test_a_change_in_another_process_begins_an_edition_here():
    number = counting()
    assert number() == 1

    with open(settings.EDITION_FILE, "ab") as mark:
        mark.write(b".")

    assert [number(), number()] == [2, 2]


def test_what_is_kept_grows_old(monkeypatch):
    number = counting()
    now = edition.time.monotonic()
    assert number(seconds=5) == 1

    monkeypatch.setattr(edition.time, "monotonic", lambda: now + 6)

    assert number(seconds=5) == 2


def test_what_was_read_before_others_saw_a_change_is_not_kept_after(django_capture_on_commit_callbacks):
    number = counting()
    with django_capture_on_commit_callbacks(execute=True):
        ClinicDetails.load().save()
        assert number() == 1  # somebody reads the old state meanwhile

    assert number() == 2


def test_moving_a_page_begins_an_edition():
    first, second = TextPage.objects.filter(locale__language_code="en").order_by("path")[:2]
    number = counting()
    assert number() == 1

    first.move(second, pos="right")

    assert number() == 2


def test_where_no_mark_can_be_kept_this_process_still_knows(settings, tmp_path):
    settings.EDITION_FILE = tmp_path / "no" / "folder" / "edition"
    number = counting()
    assert number() == 1

    edition.begin()

    assert number() == 2
