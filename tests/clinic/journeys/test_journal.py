"""Journeys through the journal in a browser: reading, searching, following, and finding the clinic."""

from __future__ import annotations

import gzip

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.xdist_group("browser")]

WORDS = {
    "en": {
        "journal": "Journal",
        "post": "The dry days are part of it",
        "tag": "Healing",
        "word": "sunscreen",
        "found": "Shade",
    },
    "es": {
        "journal": "Diario",
        "post": "Los días secos forman parte",
        "tag": "Cicatrización",
        "word": "sombrero",
        "found": "sombra",
    },
}
ADDRESSES = ("/", "/journal/", "/journal/the-dry-days/", "/contact/", "/treatment/")


@pytest.mark.parametrize(("language", "script"), [("en", True), ("es", False)])
def test_reading_a_post_and_what_is_like_it(tab_of, language, script):
    # Given somebody on the home page
    tab, words = tab_of(script=script, language=language), WORDS[language]
    tab.open(f"/{language}/")

    # When she opens the journal, a post, and one of its tags
    tab.follow(f".site-nav a:has-text('{words['journal']}')")
    assert tab.heading == words["journal"]
    if script:
        tab.check_barriers()
    tab.follow(f"main a:has-text('{words['post']}')")
    assert tab.heading == words["post"]
    assert tab.page.get_attribute(".site-nav a[aria-current]", "href") == f"/{language}/journal/"
    if script:
        tab.check_barriers()
    tab.follow(f"article .tags a:has-text('{words['tag']}')")

    # Then she sees the posts with that tag, and every picture
    assert words["tag"] in tab.heading
    assert tab.page.locator("main .post").count() == 2
    if script:
        tab.check_barriers()
        tab.page.locator("main .post img").last.scroll_into_view_if_needed()
        tab.page.wait_for_function(
            "[...document.querySelectorAll('main img')].every(i => i.complete && i.naturalWidth)"
        )


@pytest.mark.parametrize(("language", "script"), [("en", True), ("es", False)])
def test_searching_the_journal(tab_of, language, script):
    # Given somebody in the journal
    tab, words = tab_of(script=script, language=language), WORDS[language]
    tab.open(f"/{language}/journal/")

    # When she sends nothing, then a word that is nowhere, then one that is
    tab.follow(".search button")
    assert tab.page.get_attribute("#q", "aria-invalid") == "true"
    if script:
        tab.check_barriers()
    tab.page.fill("#q", "zzzz")
    tab.follow(".search button")
    assert "zzzz" in tab.page.inner_text("main h2")
    assert tab.page.input_value("#q") == "zzzz"
    if script:
        tab.check_barriers()
    tab.page.fill("#q", words["word"])
    tab.follow(".search button")

    # Then the post is there, and the word is in no address
    assert words["found"] in tab.page.inner_text("main .post h3")
    assert words["word"] not in tab.page.url
    if script:
        tab.check_barriers()


def test_the_journal_by_keyboard_alone(tab_of):
    # Given somebody without a mouse
    tab = tab_of()
    tab.open("/en/journal/")

    # When she skips to the content, searches, and goes to the first post that was found
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.id") == "q"
    tab.page.keyboard.type("sunscreen")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector("main .post")
    for _ in range(40):
        tab.page.keyboard.press("Tab")
        if tab.page.evaluate("document.activeElement.matches('main .post a')"):
            break
    assert (
        tab.page.evaluate(
            "getComputedStyle(document.activeElement.closest('.post').querySelector('.cover')).outlineWidth"
        )
        == "3px"
    )
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector("main article .prose")

    # Then she reads it
    assert "Shade first" in tab.heading


@pytest.mark.parametrize(("language", "other"), [("en", "es"), ("es", "en")])
def test_a_post_leads_to_itself_in_the_other_language(tab_of, language, other):
    tab = tab_of()
    tab.open(f"/{language}/journal/the-dry-days/")
    tab.follow(f".head-tools a[hreflang={other}]")

    assert tab.heading == WORDS[other]["post"]


def test_following_and_reaching_the_clinic(tab_of):
    # Given somebody at the foot of a page
    tab = tab_of()
    tab.open("/en/journal/")

    # When she looks for where else the clinic is, and how to reach it
    links = tab.page.locator(".site-foot .follow a[href^='https:']")
    assert links.get_attribute("rel") == "me noopener noreferrer"
    tab.follow(".site-foot a:has-text('Contact')")

    # Then hours, number and emergency number are there
    assert tab.page.locator("main .hours dt").count() == 3
    assert tab.page.locator("main a[href='tel:02079460123']").is_visible()
    assert tab.page.locator("main a[href='tel:999']").is_visible()
    tab.check_barriers()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_keeps_anybody_out(tab_of, theme, language):
    tab = tab_of(theme=theme, language=language)
    for address in ADDRESSES:
        tab.open(f"/{language}{address}")
        tab.check_barriers()


@pytest.mark.parametrize("width", [320, 390, 3840])
def test_no_page_is_wider_than_its_window(tab_of, width):
    tab = tab_of(width=width)
    for language in ("en", "es"):
        for address in ADDRESSES:
            tab.open(f"/{language}{address}")
            assert not tab.is_too_wide, tab.page.url


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_is_light_and_nothing_in_it_moves(tab_of, address, width):
    # Given a visitor who has never been here, on a slow telephone or at a desk
    tab = tab_of(width=width)
    if width == 390:
        tab.page.context.new_cdp_session(tab.page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    sent = []
    tab.page.on("response", lambda answer: sent.append(answer))

    # When she opens a page and goes through it
    tab.open(f"/en{address}")
    tab.page.evaluate(
        """async () => { for (let y = 0; y < document.body.scrollHeight; y += 500) {
             scrollTo(0, y); await new Promise(done => setTimeout(done, 40)); } }"""
    )
    tab.page.wait_for_load_state("networkidle")

    # Then all but the photographs weighs little, and nothing has shifted
    others = [answer for answer in sent if "/media/" not in answer.url]
    weight = sum(weighed(answer) for answer in others)
    assert len(others) <= 8, [answer.url for answer in others]
    assert weight < 100_000, weight
    shifted = tab.page.evaluate(
        """() => new Promise(done => { let sum = 0; new PerformanceObserver(list => {
             for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
           }).observe({type: "layout-shift", buffered: true}); setTimeout(() => done(sum), 200); })"""
    )
    assert shifted == 0


def weighed(answer) -> int:
    """Return how many bytes an answer is as a server sends it: text compressed, fonts and pictures as they are."""
    body = answer.body()
    is_text = any(
        kind in answer.headers.get("content-type", "") for kind in ("html", "css", "javascript", "svg")
    )
    return len(gzip.compress(body)) if is_text else len(body)
