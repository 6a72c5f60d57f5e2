"""The journal: which posts are shown where, to whom and from when."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.images import get_image_model

from needlecare.clinic.journal.models import Author, JournalPage, PostPage
from needlecare.clinic.journal.posts_first import POSTS
from needlecare.clinic.journal.templatetags.journal import ON_HOME
from needlecare.clinic.journal.views import MOST_WORDS, ON_A_PAGE

pytestmark = pytest.mark.django_db


def write(
    title: str, *, language: str = "en", slug: str = "", tags: tuple[str, ...] = (), **how: object
) -> PostPage:
    """Write a post, published unless something else is said."""
    journal = JournalPage.objects.get(locale__language_code=language)
    post = PostPage(
        title=title,
        slug=slug,
        locale=journal.locale,
        **{"lead": f"About {title}", "body": [], "live": False, **how},
    )
    post.body = [{"type": "text", "value": f"<p>The text of {title}.</p>"}]
    journal.add_child(instance=post)
    post.tags.add(*tags)
    post.save_revision().publish()
    return post


def draft(title: str, **how: object) -> PostPage:
    journal = JournalPage.objects.get(locale__language_code="en")
    post = PostPage(title=title, lead=f"About {title}", body=[], live=False, locale=journal.locale, **how)
    journal.add_child(instance=post)
    post.save_revision()
    return post


def everywhere(client) -> str:
    """Return all that a visitor could find posts on."""
    places = (
        "/en/",
        "/en/treatment/",
        "/en/journal/",
        "/en/journal/feed.xml",
        "/en/journal/atom.xml",
        "/sitemap.xml",
    )
    found = " ".join(titles(search(client, "zebra")))
    return found + "".join(client.get(place).text for place in places)


def search(client, words: str, language: str = "en") -> str:
    answer = client.post(f"/{language}/journal/search/", {"q": words})
    assert answer.status_code == 200
    return answer.text


def titles(shown: str) -> list[str]:
    return re.findall(r"<h[23]><a href=\"[^\"]+\">([^<]+)</a></h[23]>", shown.partition("<main")[2])


# --- what is shown ---


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_post_stands_in_the_journal_of_its_language(client, language):
    shown = client.get(f"/{language}/journal/").text

    for post in POSTS:
        assert post.title.in_language(language) in shown
        assert client.get(f"/{language}/journal/{post.slug}/").status_code == 200


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("post", POSTS, ids=lambda post: post.slug)
def test_a_post_shows_who_wrote_it_when_and_where_it_comes_from(client, post, language):
    shown = client.get(f"/{language}/journal/{post.slug}/").text

    assert post.author in shown
    assert re.search(r'<time datetime="\d{4}-\d\d-\d\dT', shown)
    assert f'alt="{post.shows.in_language(language)}"' in shown
    for source in post.sources:
        assert source.in_language(language) in shown
    for tag in post.tags:
        assert f">{tag.in_language(language)}</a>" in shown


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("post", POSTS, ids=lambda post: post.slug)
def test_no_post_tells_anybody_to_stop_a_prescribed_medicine(client, post, language):
    shown = client.get(f"/{language}/journal/{post.slug}/").text

    kept = {"en": "Keep taking what was prescribed to you", "es": "Siga tomando lo que le hayan recetado"}
    assert kept[language] in shown
    assert not re.search(
        r"\b(stop|suspend|deje|interrump|abandon)\w* (taking|using|el|la|su|your|the)\b", shown, re.IGNORECASE
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_statements_that_a_post_names_are_those_of_the_protocol(client, language):
    from needlecare.clinic.protocols.force import in_force

    known = {number for rule in in_force().rulebook.rules for number in rule.source.statement}
    text = "".join(source.en for post in POSTS for source in post.sources)
    named = set(re.findall(r"S-\d+", text))

    series = in_force().rulebook.series
    known |= set(series.source.statement) if series else set()
    known |= {number for sign in in_force().rulebook.course for number in sign.source.statement}
    assert named - known <= {"S-05", "S-40", "S-72"}


def test_featured_posts_come_first_on_the_home_page_and_stand_on_the_treatment_page(client):
    write("Alpha, featured", featured=True, first_published_at=timezone.now() - timedelta(days=90))
    newest = write("Beta, newest")
    PostPage.objects.exclude(title__startswith="Alpha").update(featured=False)

    home = titles(client.get("/en/").text)
    treatment = client.get("/en/treatment/").text
    assert (home[0], home[1], len(home)) == ("Alpha, featured", newest.title, ON_HOME)
    assert titles(treatment) == ["Alpha, featured"]
    assert newest.title in treatment.partition("Recent posts")[2]


def test_where_nothing_is_written_nothing_stands_empty(client):
    PostPage.objects.all().delete()

    shown = client.get("/en/journal/").text
    assert "No posts yet" in shown
    assert 'id="q"' not in shown
    assert "Tags" not in shown
    for address in ("/en/", "/en/treatment/"):
        elsewhere = client.get(address).text
        assert not re.search("Featured posts|Recent posts|From the journal", elsewhere)
    assert client.get("/en/journal/search/").url == "/en/journal/"
    assert client.get("/en/journal/feed.xml").status_code == 200


def test_a_site_whose_journal_is_not_published_still_answers(client):
    JournalPage.objects.all().delete()

    assert "Todavía no hay entradas" in client.get("/es/journal/").text
    assert "<h1>Diario</h1>" in client.get("/es/journal/").text


def test_many_posts_are_shown_a_page_at_a_time(client):
    PostPage.objects.all().delete()
    for number in range(ON_A_PAGE * 2 + 1):
        write(f"Post {number:02}", tags=("Many",))

    for place in ("/en/journal/", "/en/journal/tags/many/"):
        parts = [
            titles(client.get(place if number == 1 else f"{place}page/{number}/").text)
            for number in (1, 2, 3)
        ]
        assert [len(part) for part in parts] == [ON_A_PAGE, ON_A_PAGE, 1]
        assert len({title for part in parts for title in part}) == ON_A_PAGE * 2 + 1
        assert client.get(f"{place}page/4/").status_code == client.get(f"{place}page/0/").status_code == 404
        assert f'href="{place}page/2/" rel="next"' in client.get(place).text
        assert f'href="{place}" rel="prev"' in client.get(f"{place}page/2/").text


def test_a_tag_has_the_posts_that_carry_it_and_no_others(client):
    write("With the tag", tags=("Néw täg",))

    assert titles(client.get("/en/journal/tags/new-tag/").text) == ["With the tag"]
    assert client.get("/es/journal/tags/new-tag/").status_code == 404
    assert client.get("/en/journal/tags/nothing/").status_code == 404


def test_a_month_has_the_posts_that_appeared_in_it_by_the_clinics_clock(client):
    PostPage.objects.all().delete()
    for day in (1, 30):  # by London time the second of June, and the first of July
        write(f"Late on {day} June", first_published_at=datetime(2025, 6, day, 23, 30, tzinfo=UTC))
    write("The last of May", first_published_at=datetime(2025, 5, 31, 22, 59, tzinfo=UTC))

    assert titles(client.get("/en/journal/months/2025/5/").text) == ["The last of May"]
    assert titles(client.get("/en/journal/months/2025/6/").text) == ["Late on 1 June"]
    assert titles(client.get("/en/journal/months/2025/7/").text) == ["Late on 30 June"]
    assert "Posts of June 2025" in client.get("/en/journal/months/2025/6/").text
    for nothing in ("2025/8", "2025/13", "0/0", "99999/1"):
        assert client.get(f"/en/journal/months/{nothing}/").status_code == 404
    assert client.get("/es/journal/months/2025/6/").status_code == 404
    listed = re.findall(r'href="/en/journal/(months/[^"]+)"', client.get("/en/journal/").text)
    assert listed == ["months/2025/7/", "months/2025/6/", "months/2025/5/"]


def test_a_tag_of_signs_alone_breaks_no_page(client):
    post = write("With signs", tags=("!!!", "日本"))

    assert client.get("/en/journal/").status_code == 200
    assert client.get(post.get_url()).status_code == 200


def test_a_post_without_picture_author_or_tags_is_shown(client):
    post = write("Plain")

    assert client.get(post.get_url()).status_code == 200
    assert "Plain" in client.get("/en/journal/").text


def test_pictures_keep_their_place_and_come_in_small_kinds(client):
    shown = client.get("/en/journal/").text

    assert len(re.findall('<source [^>]*type="image/avif"', shown)) == len(POSTS)
    assert len(re.findall('<source [^>]*type="image/webp"', shown)) == len(POSTS)
    for picture in re.findall("<img [^>]*>", shown):
        assert re.search(r'width="\d+"', picture) and re.search(r'height="\d+"', picture), picture


# --- drafts, times, previews ---


def test_a_draft_is_nowhere(client):
    post = draft("The zebra draft")

    assert "zebra draft" not in everywhere(client)
    assert client.get(post.get_url()).status_code == 404


def test_a_post_appears_at_its_time_and_goes_at_its_end(client):
    now = timezone.now()
    coming = draft(
        "A zebra is coming", go_live_at=now + timedelta(hours=1), expire_at=now + timedelta(hours=2)
    )
    coming.save_revision(approved_go_live_at=coming.go_live_at).publish()
    call_command("publish_scheduled")
    assert "zebra" not in everywhere(client)

    PostPage.objects.filter(pk=coming.pk).update(go_live_at=now - timedelta(hours=2))
    revision = coming.revisions.latest("pk")
    revision.approved_go_live_at = now - timedelta(hours=2)
    revision.content["go_live_at"] = (now - timedelta(hours=2)).isoformat()
    revision.save()
    call_command("publish_scheduled")
    assert everywhere(client).count("A zebra is coming") >= 6

    PostPage.objects.filter(pk=coming.pk).update(expire_at=now - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert "zebra" not in everywhere(client)


def test_the_day_of_a_post_is_the_clinics(client):
    late = timezone.now().replace(
        year=2026, month=6, day=1, hour=23, minute=30
    )  # half past midnight in London
    post = write("At night", first_published_at=late)

    assert "2 June 2026" in client.get(post.get_url()).text


def test_a_preview_may_stand_in_the_editors_frame_and_do_no_more_than_the_page(client):
    client.force_login(get_user_model().objects.get(username="owner"))
    post = draft("The zebra draft")

    shown = client.get(reverse("wagtailadmin_pages:view_draft", args=[post.pk]))

    assert "The zebra draft" in shown.text
    assert "Not published yet" in shown.text
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert "unsafe" not in shown["Content-Security-Policy"]
    assert "private" in shown["Cache-Control"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_journal_itself_can_be_previewed(client, language):
    client.force_login(get_user_model().objects.get(username="owner"))
    page = JournalPage.objects.get(locale__language_code=language)

    shown = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    assert f"<h1>{page.title}</h1>" in shown.text


# --- what the owner is told ---


def test_a_picture_without_words_is_refused():
    with pytest.raises(ValidationError, match="cannot see it"):
        PostPage(title="A", slug="a", lead="B", picture=get_image_model().objects.first()).clean()


@pytest.mark.parametrize("slug", ["months", "page", "search", "tags"])
def test_a_post_cannot_take_an_address_of_the_journal(slug):
    with pytest.raises(ValidationError, match="choose another"):
        PostPage(title="A", slug=slug, lead="B").clean()


def test_the_journal_keeps_its_address_whatever_it_is_called(client):
    page = JournalPage.objects.get(locale__language_code="en")
    page.title, page.slug = "Notes", "notes"
    page.save()

    assert "<h1>Notes</h1>" in client.get("/en/journal/").text
    assert client.get("/en/journal/the-dry-days/").status_code == 200


def test_an_author_of_posts_cannot_be_lost():
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        Author.objects.get(name="Ana Sample").delete()


# --- search ---


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("en", "sunscreen", "Shade first"),
        ("en", "SUNSCREEN  hat", "Shade first"),
        ("en", "hydroxyanisole butylated", "Three letters"),
        ("en", "retinoids zebra", "Why we count hours"),
        ("es", "sombrero", "Primero, la sombra"),
        ("es", "butilhidroxianisol", "Tres letras"),
    ],
)
def test_a_word_finds_the_posts_that_have_it(client, language, words, expected):
    shown = search(client, words, language)

    assert any(expected in title for title in titles(shown))
    assert f'value="{words}"' in shown


def test_a_word_of_the_other_language_finds_nothing(client):
    assert "No post has “sombrero” in it" in search(client, "sombrero")


def test_a_new_post_is_found_at_once_and_a_withdrawn_one_no_longer(client):
    post = write("The platypus")
    assert titles(search(client, "platypus")) == ["The platypus"]

    PostPage.objects.get(pk=post.pk).unpublish()

    assert titles(search(client, "platypus")) == []


def test_what_is_found_is_shown_a_page_at_a_time_and_the_words_stay_in_the_body(client):
    for number in range(ON_A_PAGE + 2):
        write(f"Wombat {number:02}")

    first, second, far, odd = (
        client.post("/en/journal/search/", {"q": "wombat", "page": page}) for page in ("", "2", "99", "x")
    )

    assert f"{ON_A_PAGE + 2} posts for “wombat”" in first.text
    assert len(titles(first.text)) == ON_A_PAGE
    assert len({*titles(first.text), *titles(second.text)}) == ON_A_PAGE + 2
    assert titles(far.text) == titles(second.text)
    assert titles(odd.text) == titles(first.text)
    assert '<input type="hidden" name="q" value="wombat">' in first.text


def test_what_is_searched_for_is_in_no_address_and_is_not_kept(client):
    answer = client.post("/en/journal/search/", {"q": "sunscreen"})

    assert "no-store" in answer["Cache-Control"]
    assert 'name="robots" content="noindex"' in answer.text
    assert "<title>Search the journal" in answer.text
    assert 'method="post"' in client.get("/en/journal/").text.partition('role="search"')[2][:120]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "Write a word"), ("  \t ", "Write a word"), ("x" * (MOST_WORDS + 1), "at most 100")],
)
def test_words_that_cannot_be_searched_for_have_their_message_beside_them(client, typed, words):
    shown = search(client, typed)

    assert words in shown
    assert 'aria-invalid="true" aria-describedby="q-error"' in shown
    assert f'value="{typed}"' in shown


HOSTILE = [
    *(
        '"',
        "'",
        "*",
        "a*",
        "NEAR(",
        "a AND",
        "NOT",
        "(",
        "a OR b)",
        "{",
        "^a",
        "-sun",
        "+",
        "title:sun",
        "a:b",
    ),
    *(
        "%",
        "_",
        "\\",
        ";--",
        "' OR 1=1 --",
        "\x00",
        "\x00sun",
        "sun\x1f\u202e",
        "<script>alert(1)</script>",
        "&amp;",
        "ÿ" * 90,
    ),
    *("🙂", "\u0301", "日本語", "sun & hat | !cold", ":*", "sun <-> hat"),
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_words_are_words(client, typed):
    shown = search(client, typed)

    assert "<script>alert" not in shown


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_anything_can_be_searched_for(client, typed):
    search(client, typed)


# --- feeds ---


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_feeds_have_the_newest_posts_with_full_addresses(client, language):
    rss = client.get(f"/{language}/journal/feed.xml")
    atom = client.get(f"/{language}/journal/atom.xml")

    assert rss["Content-Type"].startswith("application/rss+xml")
    assert atom["Content-Type"].startswith("application/atom+xml")
    items = ElementTree.fromstring(rss.content).findall("./channel/item")
    links = [item.findtext("link") for item in items]
    assert links == [f"http://testserver/{language}/journal/{post.slug}/" for post in POSTS]
    assert len(ElementTree.fromstring(atom.content).findall("{http://www.w3.org/2005/Atom}entry")) == len(
        POSTS
    )
    assert ElementTree.fromstring(rss.content).findtext("./channel/language") == language


def test_a_title_with_signs_that_xml_cannot_hold_breaks_no_feed(client):
    write("Line\x0bbreak & <b>")

    items = ElementTree.fromstring(client.get("/en/journal/feed.xml").content).findall("./channel/item")
    assert items[0].findtext("title") == "Linebreak & <b>"


# --- keeping ---


def test_a_tag_and_a_page_of_the_list_are_kept_as_themselves(client):
    listed = client.get("/en/journal/").text
    tagged = client.get("/en/journal/tags/sun/").text

    assert client.get("/en/journal/").text == listed
    assert client.get("/en/journal/tags/sun/").text == tagged
    assert titles(listed) != titles(tagged)


def test_a_kept_list_has_a_new_post_at_once(client):
    client.get("/en/journal/")
    write("Fresh")

    assert "Fresh" in client.get("/en/journal/").text


def test_a_list_asks_the_database_little(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        client.get("/en/journal/")
