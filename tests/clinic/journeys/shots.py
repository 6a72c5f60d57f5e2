"""Photographs every page and state of the demo site at three widths in both themes; `dev.py shots` calls it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from needlecare.protocol.load import path_of

WIDTHS = (390, 1280, 2560)
# Pictures further down come when a visitor comes near them.
WHOLE = """async () => { for (let y = 0; y < document.body.scrollHeight; y += 600) {
    scrollTo(0, y); await new Promise(done => setTimeout(done, 30)); }
  scrollTo(0, 0); await Promise.all([...document.images].map(one => one.decode().catch(() => {}))); }"""
THEMES = ("light", "dark")
LABEL = (
    "Aqua, Glycolic Acid, Glycerin, Sodium Hyaluronate, Niacinamide, BHA, Phytoluma Complex, Phenoxyethanol"
)


def main(folder: Path) -> None:
    """Write the pictures into a folder, and say what is wider than its window."""
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("There is no Chromium here. On Debian: sudo apt-get install chromium")
    with served() as site, sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
        )
        for theme in THEMES:
            for width in WIDTHS:
                language = "es" if width == WIDTHS[0] and theme == THEMES[1] else "en"
                photograph(browser, site, folder, width=width, theme=theme, language=language)
        browser.close()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


@contextmanager
def served() -> Iterator[str]:
    """Serve the demo site on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([Path(sys.executable).with_name("needlecare"), "serve", "--port", str(port)])
    site = f"http://localhost:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{site}/healthz", timeout=2).close()
                break
            except OSError:
                time.sleep(0.2)
        yield site
    finally:
        server.terminate()
        server.wait()


def photograph(browser: Browser, site: str, folder: Path, *, width: int, theme: str, language: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce", locale=language
    )
    page = context.new_page()
    for name in chain(states(page, f"{site}/{language}"), desk_states(page, site)):
        page.wait_for_load_state("networkidle")
        page.evaluate(WHOLE)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=folder / f"{name}-{width}-{theme}-{language}.png", full_page=True)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            print(f"too wide: {name} at {width}")
    context.close()


def states(page: Page, home: str) -> Iterator[str]:
    """Go from state to state; yield the name of each while it is shown."""
    for name, address in (
        ("01-home", "/"),
        ("02-treatment", "/treatment/"),
        ("03-check-start", "/when/"),
        ("12-text", "/privacy/"),
        ("14-journal", "/journal/"),
        ("15-journal-post", "/journal/the-dry-days/"),
        ("16-journal-tag", f"/journal/tags/{'despues' if home.endswith('/es') else 'after'}/"),
        ("19-contact", "/contact/"),
        ("13-not-found", "/nowhere/"),
        ("08-product", "/product/"),
        ("10-after", "/after/"),
    ):
        page.goto(home + address)
        yield name
    for name, words in (
        ("17-journal-found", "BHA"),
        ("18-journal-nothing", "zebra"),
        ("18b-journal-error", ""),
    ):
        page.goto(f"{home}/journal/search/")
        page.fill("#q", words)
        follow(page, ".search button")
        yield name
    page.goto(f"{home}/when/")
    page.fill("#words", "retinol")
    follow(page, "form button.btn")
    yield "03b-check-error"
    page.goto(f"{home}/when/")
    page.fill("#day", in_days(3))
    page.fill("#hour", "10:00")
    follow(page, "form button.btn")
    yield from questions(page)
    yield "05-result"
    follow(page, "form[action$='sheet/'] button")
    yield "06-sheet"
    follow(page, "button.back")
    follow(page, "form[action$='series/'] button")
    page.fill("#event", in_days(160))
    follow(page, "#talk button.btn")
    yield "07-series"
    page.goto(f"{home}/product/")
    page.fill("#label", LABEL)
    page.fill("#day", in_days(11))
    follow(page, ".panel--form button")
    yield "09-product-answer"
    page.goto(f"{home}/after/")
    page.fill("#day", in_days(-2))
    page.fill("#hour", "10:00")
    follow(page, "main form button.btn")
    yield "11-after-day-2"


def desk_states(page: Page, site: str) -> Iterator[str]:
    """Go through the owner's desk: the door, the second factor, and a new version of the protocol up to publishing."""
    page.goto(f"{site}/desk/login/")
    yield "20-sign-in"
    page.fill("#id_login", "nobody")  # not the owner, who would be locked out by the fifth of these
    page.fill("#id_password", "wrong")
    follow(page, "form button.btn")
    yield "21-sign-in-error"
    page.fill("#id_login", "owner")
    page.fill("#id_password", Path(os.environ["NEEDLECARE_DATA"], "owner.txt").read_text(encoding="utf-8"))
    follow(page, "form button.btn")
    if "authenticate" in page.url:
        print("the desk is left out: the demo's owner has a second factor; `rm -r .demo` starts anew")
        return
    for name, address in (
        ("22-second-factor", "second-factor/"),
        ("23-app", "second-factor/totp/activate/"),
        ("24-passkey", "second-factor/webauthn/add/"),
        ("30-desk", "protocol/"),
        ("31-desk-new", "protocol/new/"),
    ):
        page.goto(f"{site}/desk/{address}")
        yield name
    shipped = Path(path_of("microneedling")).read_text(encoding="utf-8")
    page.fill("#id_text", shipped.replace("for: 6 month}", "for: 6 mnoth}"))
    follow(page, "#main form button[type=submit]:not([name])")
    yield "32-desk-problems"
    page.fill("#id_text", shipped.replace("for: 6 month}", "for: 9 month}"))
    follow(page, "button[value=save]")
    yield "33-desk-effect"
    follow(page, "button[value=publish]")
    yield "34-desk-reason"
    follow(page, "button[value=discard]")
    page.goto(f"{site}/desk/settings/common/clinicdetails/1/")
    yield "35-clinic"


def questions(page: Page) -> Iterator[str]:
    """Answer every question; yield once for each kind of form."""
    seen = set()
    while not page.locator(".outcome").count():
        field = page.locator("fieldset input, input#answer").first
        kind = f"{field.get_attribute('type')}-{page.locator('.choice__when').count() > 0}"
        if kind not in seen:
            seen.add(kind)
            yield f"04-question-{len(seen)}"
        answer(page)


def answer(page: Page) -> None:
    """Answer the question at hand: some creams two days ago, blood thinners, and nothing else."""
    if page.locator("#when-topical-retinoid").count():
        page.fill("#when-topical-retinoid", in_days(-1))
    elif page.locator("#when-anticoagulant").count():
        page.fill("#when-anticoagulant", "ongoing")
    elif page.locator("input[name=none]").count():
        page.check("input[name=none]")
    elif page.locator("input#answer[type=date]").count():
        page.fill("#answer", "1990-04-17")
    else:
        for value in ("never", "no", "3", "face"):
            if page.locator(f"input[name=pick][value='{value}']").count():
                page.check(f"input[name=pick][value='{value}']")
                break
    follow(page, "button.btn[value=answer]")


def follow(page: Page, selector: str) -> None:
    """Press what leads to another page, and wait until that page is there."""
    with page.expect_navigation():
        page.click(selector)


def in_days(number: int) -> str:
    return (date.today() + timedelta(days=number)).isoformat()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
