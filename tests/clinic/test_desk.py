"""The protocol desk: a text is read strictly, its meaning is shown, and publishing takes a permission, a name and a reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from needlecare.clinic.protocols.force import in_force
from needlecare.clinic.protocols.models import Draft, Publication
from needlecare.clinic.protocols.publish import ChangedMeanwhile, publish
from needlecare.protocol.load import load, path_of
from needlecare.protocol.reader import MAX_BYTES

pytestmark = pytest.mark.django_db

SHIPPED = Path(path_of("microneedling")).read_text(encoding="utf-8")
LONGER = SHIPPED.replace("before: session, for: 6 month}", "before: session, for: 9 month}").replace(
    'version: "1.0"', 'version: "1.1"'
)
BROKEN = SHIPPED.replace("for: 6 month}", "for: 6 mnoth}")


@pytest.fixture
def desk(client):
    client.force_login(User.objects.get(username="owner"))
    return client


@pytest.fixture
def editor(client):
    made = User.objects.create_user("ben", password="a-Long-enough-password")
    made.groups.add(Group.objects.get(name="Editors"))
    client.force_login(made)
    return client


def upload(desk, text: str, name: str = "microneedling.yaml"):
    sent = SimpleUploadedFile(name, text.encode())
    return desk.post("/desk/protocol/new/", {"file": sent, "text": ""}, follow=True)


def hidden(answer) -> dict[str, str]:
    """Return the fields of the publishing form that nobody types."""
    return {
        name: re.search(f'name="{name}" value="([0-9a-f]+)"', answer.text)[1] for name in ("seen", "meant")
    }


def press_publish(desk, answer, reason="Healing takes longer than we thought", **others):
    draft = answer.request["PATH_INFO"]
    fields = {"action": "publish", "by_name": "Ana Sample", "reason": reason, **hidden(answer), **others}
    return desk.post(draft, fields, follow=True)


def test_the_protocol_in_force_is_read_in_plain_words_with_who_when_and_why(desk):
    shown = desk.get("/desk/protocol/").text

    assert in_force().rulebook.digest in shown
    assert "The first protocols of this site" in shown
    assert "needlecare" in shown
    for rule in in_force().rulebook.rules:
        assert f"<code>{rule.id}</code>" in shown


def test_the_desk_speaks_spanish_to_who_reads_spanish(desk):
    UserProfile.objects.create(user=User.objects.get(username="owner"), preferred_language="es")

    assert "Subir una versión nueva" in desk.get("/desk/protocol/").text


def test_a_broken_text_is_kept_with_a_message_that_names_line_column_and_remedy(desk):
    line = next(n for n, text in enumerate(BROKEN.splitlines(), 1) if "mnoth" in text)

    shown = upload(desk, BROKEN).text

    assert f"line {line}, column " in shown
    assert "mnoth" in shown
    assert "did you mean" in shown
    assert "Publish</button>" not in shown
    assert Draft.objects.get().text == BROKEN


def test_a_mended_text_is_read_anew(desk):
    upload(desk, BROKEN)
    number = Draft.objects.get().pk

    shown = desk.post(
        f"/desk/protocol/drafts/{number}/",
        {"action": "save", "text": LONGER.replace("\n", "\r\n")},
        follow=True,
    ).text

    assert Draft.objects.get().text == LONGER
    assert "takes the place of version 1.0" in shown


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"", "Choose a file, or type the text below."),
        (b"\xff\xfe", "This is not UTF-8 text (byte 1)."),
        (b"protocol: \x00", "This is no text."),
        (b"a" * (MAX_BYTES + 1), "This is larger than 200 kB."),
    ],
)
def test_what_is_no_text_gets_a_message_beside_the_field(desk, sent, words):
    file = SimpleUploadedFile("x.yaml", sent) if sent else ""

    shown = desk.post("/desk/protocol/new/", {"file": file, "text": ""}).text

    assert words in shown
    assert not Draft.objects.exists()


def test_what_was_typed_stays_when_the_file_is_refused(desk):
    file = SimpleUploadedFile("x.yaml", b"\xff")

    shown = desk.post("/desk/protocol/new/", {"file": file, "text": "protocol: mine"}).text

    assert "protocol: mine</textarea>" in shown


def test_remarks_and_the_effect_are_shown_before_publishing(desk):
    shown = upload(desk, LONGER).text

    assert "What changes for clients" in shown
    assert "Fine before, not any more" in shown
    assert "What a careful reader remarks" in shown
    assert re.search(r"line \d+, column \d+", shown)
    assert Publication.objects.count() == 1


def test_a_good_text_is_published_with_name_and_reason_and_answers_at_once(desk, client):
    before = in_force().rulebook.digest
    shown = press_publish(desk, upload(desk, LONGER)).text

    last = Publication.objects.latest()
    assert "Published. The site answers by it now." in shown
    assert (last.by.username, last.by_name) == ("owner", "Ana Sample")
    assert last.reason == "Healing takes longer than we thought"
    assert in_force().rulebook.digest == last.digest != before
    assert "9 months before" in client.get("/en/treatment/").text
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("field", "words"), [("reason", "Write the reason"), ("by_name", "Write your name")])
def test_without_name_or_reason_nothing_is_published_and_nothing_is_lost(desk, field, words):
    shown = press_publish(desk, upload(desk, LONGER), **{field: " "}).text

    assert words in shown
    assert Publication.objects.count() == 1
    assert Draft.objects.get().text == LONGER


def test_a_text_with_errors_cannot_be_published(desk):
    unmapped = SHIPPED.replace("statements: S-01..S-77", "statements: S-01..S-78")
    answer = upload(desk, unmapped)

    assert "A careful reader found errors." in answer.text
    assert 'value="publish"' not in answer.text
    number = Draft.objects.get().pk
    forced = {
        "action": "publish",
        "by_name": "Ana Sample",
        "reason": "so",
        "seen": in_force().rulebook.digest,
        "meant": "0",
    }
    desk.post(f"/desk/protocol/drafts/{number}/", forced)
    assert Publication.objects.count() == 1


def test_a_changed_text_under_the_old_version_is_remarked(desk):
    shown = upload(desk, LONGER.replace('version: "1.1"', 'version: "1.0"')).text

    assert "still called version 1.0" in shown


def test_remarks_that_were_known_before_stand_behind_those_that_are_new(desk):
    shown = upload(desk, LONGER).text

    assert re.search(r"\d+ that the version in force has too", shown)


def test_what_is_in_force_already_cannot_be_published_again(desk):
    assert "There is nothing to publish." in upload(desk, SHIPPED).text


def test_going_back_publishes_the_old_layers_once_more(desk):
    first = Publication.objects.get()
    press_publish(desk, upload(desk, LONGER))

    answer = desk.get(f"/desk/protocol/{first.pk}/back/")
    assert "Less strict than before" in answer.text
    assert "Write the reason" in press_publish(desk, answer, reason="").text
    press_publish(desk, answer, reason="The longer wait was a slip")

    assert Publication.objects.count() == 3
    assert Publication.objects.latest().digest == first.digest
    assert Publication.objects.latest().reason == "The longer wait was a slip"


def test_who_looked_before_somebody_else_published_is_told_and_sees_the_new_effect(desk):
    answer = upload(desk, LONGER)
    safety = load("safety").layers
    publish(safety, reason="Meanwhile", at=timezone.now(), by_name="Ben Sample")

    told = press_publish(desk, answer)

    assert "Somebody published another protocol since you looked." in told.text
    assert "joins the layers in force" in told.text
    assert "Healing takes longer than we thought</textarea>" in told.text
    assert Publication.objects.count() == 2
    press_publish(desk, told)
    assert Publication.objects.count() == 3


def test_publishing_compares_with_what_was_seen():
    with pytest.raises(ChangedMeanwhile):
        publish(load("safety").layers, reason="late", at=timezone.now(), seen="0" * 64)

    assert Publication.objects.count() == 1


def test_who_looked_before_the_draft_was_rewritten_is_told(desk):
    answer = upload(desk, LONGER)
    Draft.objects.update(text=LONGER.replace("9 month", "8 month"))

    told = press_publish(desk, answer)

    assert "The draft was changed since you looked." in told.text
    assert Publication.objects.count() == 1


def test_who_publishes_what_was_shown_does_not_undo_what_somebody_else_wrote_since(desk):
    answer = upload(desk, LONGER)
    shown = re.search(r'name="shown" value="(\w+)"', answer.text)[1]
    Draft.objects.update(text=LONGER.replace("9 month", "8 month"))

    told = press_publish(desk, answer, text=LONGER, shown=shown)

    assert "The draft was changed since you looked." in told.text
    assert "8 month" in Draft.objects.get().text
    assert Publication.objects.count() == 1


def test_a_text_that_was_changed_but_not_read_is_kept_and_shown_instead_of_published(desk):
    answer = upload(desk, LONGER)
    longer = LONGER.replace("9 month", "8 month")

    told = press_publish(desk, answer, text=longer.replace("\n", "\r\n"))

    assert "was changed and not read yet" in told.text
    assert "8 months" in told.text
    assert "Healing takes longer than we thought</textarea>" in told.text
    assert Draft.objects.get().text == longer
    assert Publication.objects.count() == 1
    press_publish(desk, told, text=longer.replace("\n", "\r\n"))
    assert "8 month" in Publication.objects.latest().layers[0]


def test_a_file_chosen_but_not_read_is_not_passed_over_when_publishing(desk):
    answer = upload(desk, LONGER)
    file = SimpleUploadedFile("other.yaml", BROKEN.replace("\n", "\r\n").encode())

    told = press_publish(desk, answer, text=LONGER, file=file)

    assert "mnoth" in told.text
    assert 'name="reason" value="Healing takes longer than we thought"' in told.text
    assert Draft.objects.get().text == BROKEN
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("text", ["", "a" * (MAX_BYTES + 1)])
def test_a_text_that_cannot_be_taken_is_not_published_under_an_older_one(desk, text):
    told = press_publish(desk, upload(desk, LONGER), text=text)

    assert "could not be taken" in told.text
    assert Publication.objects.count() == 1


def test_the_reason_stays_when_the_text_is_read_once_more(desk):
    draft = upload(desk, LONGER).request["PATH_INFO"]

    told = desk.post(draft, {"action": "save", "text": LONGER + "\n", "reason": "Because", "by_name": "Ben"})

    assert "Because</textarea>" in told.text


def test_messages_of_the_reader_are_marked_as_english_at_the_spanish_desk(desk):
    UserProfile.objects.create(user=User.objects.get(username="owner"), preferred_language="es")

    shown = upload(desk, BROKEN).text

    assert re.search(r"línea \d+, columna \d+</strong>: <span lang=\"en\">", shown)
    assert "el mensaje del propio lector, que está en inglés" in shown


def test_a_draft_can_be_discarded(desk):
    upload(desk, BROKEN)

    desk.post(f"/desk/protocol/drafts/{Draft.objects.get().pk}/", {"action": "discard"})

    assert not Draft.objects.exists()


def test_an_editor_of_posts_reads_but_publishes_nothing(editor):
    first = Publication.objects.get().pk

    assert editor.get("/desk/protocol/").status_code == 200
    assert "/desk/protocol/new/" not in editor.get("/desk/protocol/").text
    for address in ("new/", f"{first}/back/", "drafts/1/"):
        assert editor.get(f"/desk/protocol/{address}").status_code == 302
        editor.post(
            f"/desk/protocol/{address}", {"action": "publish", "by_name": "Ben Sample", "reason": "so"}
        )
    assert Publication.objects.count() == 1


def test_the_permission_is_offered_where_groups_are_edited(desk):
    assert "Can publish protocols" in desk.get(reverse("wagtailusers_groups:edit", args=[1])).text


def test_an_editor_with_the_permission_publishes(editor):
    User.objects.get(username="ben").user_permissions.add(Permission.objects.get(codename="publish_protocol"))

    press_publish(editor, upload(editor, LONGER))

    assert Publication.objects.latest().by.username == "ben"


def test_the_text_of_a_layer_can_be_taken_and_sent_back(desk):
    first = Publication.objects.get().pk
    taken = desk.get(f"/desk/protocol/{first}/microneedling.json")

    assert "attachment" in taken["Content-Disposition"]
    assert "nothing to publish" in upload(desk, taken.text, name="taken.json").text
    assert desk.get(f"/desk/protocol/{first}/unknown.json").status_code == 404
