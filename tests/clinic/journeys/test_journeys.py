"""Journeys of visitors in a browser: given who comes how, when she does this, then she sees that."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.xdist_group("browser")]

WORDS = {
    "en": {
        "waxed": "I waxed yesterday",
        "earliest": "Your earliest day is",
        "sheet": "Printed sheet",
        "plan": "Plan my series",
    },
    "es": {
        "waxed": "ayer me depilé con cera",
        "earliest": "Su primer día posible es",
        "sheet": "Hoja para imprimir",
        "plan": "Planificar mi serie",
    },
}


def in_days(number: int) -> str:
    return (date.today() + timedelta(days=number)).isoformat()


def answer_easily(tab) -> None:
    """Answer the question at hand as somebody to whom nothing applies."""
    page = tab.page
    if page.locator("input[name=none]").count():
        page.check("input[name=none]")
    elif page.locator("input#answer[type=date]").count():
        page.fill("#answer", "1990-04-17")
    else:
        for value in ("never", "no", "3", "face"):
            if page.locator(f"input[name=pick][value='{value}']").count():
                page.check(f"input[name=pick][value='{value}']")
                break
    page.click("button.btn[value=answer]")


@pytest.mark.parametrize(("language", "script"), [("en", True), ("es", False)])
def test_when_can_i_be_treated(tab_of, language, script):
    # Given somebody who waxed yesterday and has tomorrow in mind
    tab, words = tab_of(script=script, language=language), WORDS[language]
    tab.open(f"/{language}/when/")
    if script:
        tab.check_barriers()
    tab.page.fill("#words", words["waxed"])
    tab.page.fill("#day", in_days(1))
    tab.page.fill("#hour", "10:00")
    tab.follow("form button.btn")

    # When she answers every question, back and forth once
    looked_at = set()
    for number in range(40):
        if tab.page.locator(".outcome").count():
            break
        kinds = tab.page.locator("fieldset input, input#answer").first.get_attribute("type")
        if script and kinds not in looked_at:
            looked_at.add(kinds)
            tab.check_barriers()
        if number == 2:
            heading = tab.heading
            tab.follow("button[value=back]")
            assert tab.heading != heading
            answer_easily(tab)
            assert tab.heading == heading
        answer_easily(tab)

    # Then she has her earliest day, a calendar file, a sheet and a plan
    assert words["earliest"] in tab.heading
    if script:
        tab.check_barriers()
    with tab.page.expect_download() as download:
        tab.page.click("form[action$='dates.ics'] button")
    assert download.value.suggested_filename == "dates.ics"
    tab.follow(f"text={words['sheet']}")
    assert tab.page.locator(".paper .sos").is_visible()
    if script:
        tab.check_barriers()
    tab.follow("button.back")
    tab.follow(f"text={words['plan']}")
    tab.page.fill("#event", in_days(200))
    tab.follow("#talk button.btn")
    assert tab.page.locator("table.plan tbody tr").count() >= 3
    if script:
        tab.check_barriers()


def test_an_answer_that_cannot_be_read_is_said_beside_its_field(tab_of):
    # Given somebody on the first page
    tab = tab_of()
    tab.open("/en/when/")

    # When she writes words that leave a question
    tab.page.fill("#words", "retinol")
    tab.follow("form button.btn")

    # Then a summary leads to the field, which keeps what she wrote
    assert tab.page.locator(".error-summary").is_visible()
    assert tab.page.input_value("#words") == "retinol"
    assert tab.page.get_attribute("#words", "aria-invalid") == "true"
    tab.check_barriers()


def test_the_interview_can_be_done_by_keyboard_alone(tab_of):
    # Given somebody without a mouse
    tab = tab_of()
    tab.open("/en/when/")

    # When she skips to the content, begins, and ticks her first answer
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.className") == "skip"
    tab.page.keyboard.press("Enter")
    for _ in range(12):
        tab.page.keyboard.press("Tab")
        if tab.page.evaluate("document.activeElement.matches('form button.btn')"):
            break
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector("input[name=none]")
    first = tab.heading
    for _ in range(40):
        tab.page.keyboard.press("Tab")
        if tab.page.evaluate("document.activeElement.name") == "none":
            break
    tab.page.keyboard.press("Space")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector("#answer")

    # Then the next question is there
    assert tab.heading != first


def test_the_language_can_be_changed_in_the_middle_without_losing_an_answer(tab_of):
    tab = tab_of()
    tab.open("/en/when/")
    tab.follow("form button.btn")
    answer_easily(tab)
    tab.follow(".head-tools button[lang=es]")

    assert "/es/when/" in tab.page.url
    assert "fecha de nacimiento" in tab.heading
    assert tab.page.locator(".answers").count() == 1


def test_words_are_read_back_while_they_are_typed(tab_of):
    # Given somebody at the question about creams
    tab = tab_of()
    tab.open("/en/when/")
    tab.follow("form button.btn")
    while not tab.page.locator("#when-topical-retinoid").count():
        answer_easily(tab)

    # When she writes when it was
    tab.page.type("#when-topical-retinoid", "yesterday")

    # Then the page says which day that is
    tab.page.wait_for_selector("#read-topical-retinoid .read-back")
    assert "yesterday" in tab.page.inner_text("#read-topical-retinoid")
    tab.check_barriers()


@pytest.mark.parametrize("script", [True, False])
def test_skin_in_six_moments(tab_of, script):
    # Given the treatment page
    tab = tab_of(script=script)
    tab.open("/en/treatment/")

    # When the moment is changed, by keyboard or by following a link
    if script:
        tab.page.focus("#skin-range")
        tab.page.keyboard.press("ArrowRight")
        tab.page.keyboard.press("ArrowRight")
        assert tab.page.get_attribute("#skin-range", "aria-valuetext") == "Day 3"
        tab.check_barriers()
    else:
        tab.page.click("a[href='#skin-day-3']")

    # Then the text of that moment is there, and no other
    assert tab.page.locator("#skin-day-3").is_visible()
    assert not tab.page.locator("#skin-hour-0").is_visible()


def test_a_source_is_one_press_away(tab_of):
    tab = tab_of()
    tab.open("/en/treatment/")
    proof = tab.page.locator(".line details").first
    assert not proof.locator("dl.proof").first.is_visible()
    proof.locator("summary").click()

    assert proof.locator("dl.proof").first.is_visible()


@pytest.mark.parametrize(("language", "script"), [("en", True), ("es", False)])
def test_is_this_product_all_right(tab_of, language, script):
    tab = tab_of(script=script, language=language)
    tab.open(f"/{language}/product/")
    tab.page.fill("#label", "Aqua, Glycolic Acid, BHA, Phytoluma Complex")
    tab.page.fill("#day", in_days(20))
    tab.follow(".panel--form button")

    assert tab.page.locator(".outcome").get_attribute("data-outcome") == "caution"
    assert tab.page.locator("mark", has_text="Phytoluma").get_attribute("data-outcome") == "refer"
    if script:
        tab.check_barriers()


@pytest.mark.parametrize(("language", "script"), [("en", True), ("es", False)])
def test_i_was_treated_two_days_ago(tab_of, language, script):
    tab = tab_of(script=script, language=language)
    tab.open(f"/{language}/after/")
    assert tab.page.locator("main > :first-child").get_attribute("class") == "sos"
    tab.page.fill("#day", in_days(-2))
    tab.page.fill("#hour", "10:00")
    tab.follow("main form button.btn")

    assert "2" in tab.heading
    assert tab.page.locator("main > :first-child").get_attribute("class") == "sos"
    assert tab.page.locator(".tri section").count() == 3
    if script:
        tab.check_barriers()


PAGES = ("/", "/treatment/", "/when/", "/product/", "/after/", "/privacy/")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_keeps_anybody_out(tab_of, theme):
    tab = tab_of(theme=theme)
    for address in PAGES:
        tab.open(f"/en{address}")
        tab.check_barriers()


@pytest.mark.parametrize("width", [320, 768, 3840])
def test_no_page_is_wider_than_its_window(tab_of, width):
    tab = tab_of(width=width)
    for language in ("en", "es"):
        for address in PAGES:
            tab.open(f"/{language}{address}")
            assert not tab.is_too_wide, tab.page.url


def test_the_theme_is_kept_in_the_browser(tab_of):
    tab = tab_of()
    tab.open("/en/")
    tab.page.click(".theme")
    tab.open("/en/privacy/")

    assert tab.page.get_attribute("html", "data-theme") == "dark"
    assert tab.page.get_attribute(".theme", "aria-pressed") == "true"


def test_a_small_screen_has_a_menu(tab_of):
    tab = tab_of(width=390)
    tab.open("/en/")
    assert not tab.page.locator("#site-nav").is_visible()
    tab.page.click(".menu-button")

    assert tab.page.locator("#site-nav").is_visible()
    tab.check_barriers()


@pytest.mark.parametrize("address", ["/en/", "/es/treatment/", "/en/when/"])
def test_a_page_asks_for_little_and_does_not_jump(tab_of, address):
    tab = tab_of()
    asked = []
    tab.page.on("request", lambda request: asked.append(request.url))
    tab.open(address)
    tab.page.wait_for_load_state("networkidle")
    moved = tab.page.evaluate(
        """() => new Promise(done => new PerformanceObserver(list => done(
            list.getEntries().reduce((sum, one) => sum + one.value, 0)
        )).observe({type: "layout-shift", buffered: true}) || setTimeout(() => done(0), 500))"""
    )

    assert len(asked) <= 8
    assert moved < 0.01
