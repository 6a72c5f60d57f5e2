"""A real browser on a real server: the system's Chromium, and the site on a port of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="the browser tests need playwright")

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="session")
def site(django_db_setup, django_db_blocker) -> Iterator[str]:
    """Serve the site; visitors write nothing, so one server does for all journeys."""
    from django.test.testcases import LiveServerThread

    with django_db_blocker.unblock():
        server = LiveServerThread("127.0.0.1", lambda application: application)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        if server.error:
            raise server.error
        yield f"http://127.0.0.1:{server.port}"
        server.terminate()


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium here; on Debian: sudo apt-get install chromium")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's own loop is no loop of ours
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=found, args=list(FLAGS))
        yield started
        started.close()


# What fades in is read when it is there: half shown, no text has contrast enough.
_AT_REST = """() => Promise.allSettled(document.getAnimations()
    .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity).map((one) => one.finished))"""


@dataclass
class Tab:
    """A tab with what went wrong in it, and the pages that were looked at for barriers."""

    page: object
    site: str
    wrong: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        self.page.goto(self.site + address)

    def follow(self, selector: str) -> None:
        """Press what leads to another page, and wait until that page is there: counting does not wait by itself."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def asked(self, request) -> None:
        if not request.url.startswith((self.site, "data:")):
            self.wrong.append(f"elsewhere: {request.url}")

    def failed(self, request) -> None:
        if request.failure != "net::ERR_ABORTED":  # left for another page, or saved as a file
            self.wrong.append(f"failed: {request.url}: {request.failure}")

    def check_barriers(self) -> None:
        """Fail on anything that keeps somebody out, as axe knows it."""
        from axe_playwright_python.sync_playwright import Axe

        self.page.evaluate(_AT_REST)
        found = Axe().run(self.page)
        listed = [
            f"{one['id']}: {one['help']} at {[node['target'] for node in one['nodes'][:3]]}"
            for one in found.response["violations"]
        ]
        assert not listed, f"{self.page.url}: {listed}"

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def is_too_wide(self) -> bool:
        return self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )


@pytest.fixture
def tab_of(site, browser) -> Iterator[Callable[..., Tab]]:
    """Open tabs, each as its own person; afterwards nothing may have gone wrong in any of them."""
    tabs: list[Tab] = []

    def opened(*, script: bool = True, width: int = 1280, theme: str = "light", language: str = "en") -> Tab:
        context = browser.new_context(
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            locale=language,
            accept_downloads=True,
            reduced_motion="reduce",
        )
        tab = Tab(page=context.new_page(), site=site)
        tab.page.on("console", lambda message: tab.wrong.append(f"console: {message.text}"))
        tab.page.on("pageerror", lambda error: tab.wrong.append(f"error: {error}"))
        tab.page.on("requestfailed", lambda request: tab.failed(request))
        tab.page.on("request", lambda request: tab.asked(request))
        tabs.append(tab)
        return tab

    yield opened
    for tab in tabs:
        tab.page.context.close()
        assert not tab.wrong, tab.wrong
