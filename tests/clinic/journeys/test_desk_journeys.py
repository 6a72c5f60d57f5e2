"""Journeys at the owner's desk, in a browser and by keyboard: signing in with a second factor, and a new protocol."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import database_on

from needlecare.protocol.load import path_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

PASSWORD = "a-Long-enough-password"
PEOPLE = f"""
from django.contrib.auth.models import User
for name in ("owner", "ana", "ben"):
    person = User.objects.filter(username=name).first() or User(username=name)
    person.is_superuser = person.is_staff = True
    person.set_password("{PASSWORD}")
    person.save()
"""
OTHER_NUMBER = """
from needlecare.clinic.common.models import ClinicDetails
details = ClinicDetails.load()
details.phone = "020 7946 0777"
details.save()
"""
SHIPPED = Path(path_of("microneedling")).read_text(encoding="utf-8")
LONGER = SHIPPED.replace("before: session, for: 6 month}", "before: session, for: 9 month}").replace(
    'version: "1.0"', 'version: "1.1"'
)
BROKEN = LONGER.replace("for: 9 month}", "for: 9 mnoth}")


@pytest.fixture(scope="module")
def installed(request, tmp_path_factory) -> Iterator[dict[str, str]]:
    """Install a site of our own, where a second factor is required; return the settings in its environment."""
    data = tmp_path_factory.mktemp("desk")
    variables = {
        **os.environ,
        "NEEDLECARE_SETTINGS": "local",
        "DJANGO_SETTINGS_MODULE": "needlecare.clinic.config.settings.local",
        "NEEDLECARE_DATA": str(data),
        "NEEDLECARE_SECOND_FACTOR": "yes",
    }
    given = os.environ.get("DATABASE_URL")
    if not given:
        from ..conftest import template

        shutil.copytree(template(Path(request.config.cache.mkdir("site"))), data, dirs_exist_ok=True)
        yield variables
        return
    with database_on(given) as address:
        variables["DATABASE_URL"] = address
        for command in (("migrate", "--verbosity", "0"), ("seed", "--demo")):
            subprocess.run([sys.executable, "-m", "django", *command], env=variables, check=True)
        yield variables


@pytest.fixture(scope="module")
def site(installed: dict[str, str]) -> Iterator[str]:
    yield from served(installed)


def served(variables: dict[str, str]) -> Iterator[str]:
    """Serve a site with three people in two processes; what is published stays published."""
    run(PEOPLE, variables)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    needlecare = Path(sys.executable).with_name("needlecare")
    server = subprocess.Popen([needlecare, "serve", "--port", str(port), "--workers", "2"], env=variables)
    try:
        for _ in range(150):
            try:
                read(f"http://localhost:{port}/healthz")
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://localhost:{port}"  # a passkey belongs to a name, never to a number
    finally:
        server.terminate()
        server.wait()


def run(code: str, variables: dict[str, str]) -> None:
    """Run a few lines in a process of their own, as a timer or another server would."""
    subprocess.run(
        [sys.executable, "-m", "django", "shell", "--no-imports", "-c", code], env=variables, check=True
    )


def read(address: str) -> str:
    """Return a page, asked for over a new connection: whichever process takes it answers."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())


def code(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def tab_to(tab, selector: str) -> None:
    """Go to a part of the page by the tabulator key alone."""
    wanted = tab.page.locator(selector).first.element_handle()
    for _ in range(150):
        if tab.page.evaluate("one => one === document.activeElement", wanted):
            return
        tab.page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard on {tab.page.url}")


def press(tab, selector: str) -> None:
    """Press a button or follow a link by keyboard, and wait for the page that comes."""
    tab_to(tab, selector)
    with tab.page.expect_navigation():
        tab.page.keyboard.press("Enter")


def write(tab, selector: str, text: str) -> None:
    tab_to(tab, selector)
    tab.page.keyboard.type(text)


def sign_in(tab, name: str) -> None:
    tab.open("/desk/")
    write(tab, "#id_login", name)
    write(tab, "#id_password", PASSWORD)
    with tab.page.expect_navigation():
        tab.page.keyboard.press("Enter")


def set_up_app(tab) -> str:
    """Set an app up by keyboard; return its key."""
    press(tab, "a[href$='totp/activate/']")
    secret = tab.page.locator("code").inner_text()
    write(tab, "#id_code", code(secret))
    with tab.page.expect_navigation():
        tab.page.keyboard.press("Enter")
    return secret


def enter_desk(tab, name: str) -> str:
    sign_in(tab, name)
    secret = set_up_app(tab)
    tab.open("/desk/")
    return secret


def test_staff_set_up_a_second_factor_by_keyboard_and_use_it_the_next_time(tab_of):
    tab = tab_of()
    sign_in(tab, "ben")
    assert tab.heading == "Second factor"
    tab.check_barriers()

    press(tab, "a[href$='totp/activate/']")
    assert tab.page.locator(".qr svg").bounding_box()["width"] > 100
    tab.check_barriers()
    secret = tab.page.locator("code").inner_text()
    write(tab, "#id_code", "000000")
    press(tab, "form[method=post] button.btn")
    assert "This code does not fit" in tab.page.locator("#id_code-error").inner_text()
    tab.check_barriers()
    assert tab.page.locator("code").inner_text() == secret
    write(tab, "#id_code", code(secret))
    press(tab, "form[method=post] button.btn")

    assert tab.heading == "Recovery codes"
    codes = tab.page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    tab.check_barriers()
    tab.open("/desk/protocol/")
    assert tab.heading == "Protocol"

    other = tab_of(theme="dark", width=390, language="es")
    other.open("/desk/login/")
    other.check_barriers()
    assert other.heading == "Entrar en el escritorio"
    sign_in(other, "ben")
    assert other.heading == "Segundo paso"
    other.check_barriers()
    assert not other.is_too_wide
    write(other, "#id_code", codes[0])
    with other.page.expect_navigation():
        other.page.keyboard.press("Enter")
    assert other.page.url.endswith("/desk/")


def test_every_process_shows_a_change_at_once(site: str, installed: dict[str, str]):
    page = f"{site}/en/contact/"
    assert not any("7946 0777" in read(page) for _ in range(20))  # both processes keep it now

    run(OTHER_NUMBER, installed)

    assert all("7946 0777" in read(page) for _ in range(20))


def test_a_passkey_opens_the_desk_without_a_password(tab_of):
    tab = tab_of()
    devices = tab.page.context.new_cdp_session(tab.page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(tab, "ana")

    press(tab, "a[href$='webauthn/add/']")
    tab.check_barriers()
    press(tab, "#mfa_webauthn_add")
    assert tab.heading == "Recovery codes"
    tab.open("/desk/second-factor/")
    tab.check_barriers()
    press(tab, "form[action$='sign-out/'] button")
    assert tab.heading == "Sign in to the desk"
    press(tab, "#passkey_login")

    assert tab.page.url.endswith("/desk/")


def test_a_new_protocol_is_mended_compared_published_and_taken_back_by_keyboard(tab_of, tmp_path):
    tab = tab_of()
    enter_desk(tab, "owner")

    # given a file with a slip, its place is told and the text stays
    tab.open("/desk/protocol/")
    tab.check_barriers()
    press(tab, "a[href='/desk/protocol/new/']")
    tab.check_barriers()
    press(tab, "form button[type=submit].button:not([name])")
    assert "Choose a file" in tab.page.locator(".error-message, .w-field__errors").first.inner_text()
    file = tmp_path / "microneedling.yaml"
    file.write_text(BROKEN, encoding="utf-8")
    tab.page.set_input_files("#id_file", str(file))
    press(tab, "form button[type=submit].button:not([name])")
    told = tab.page.locator("#problems").inner_text()
    line = next(n for n, text in enumerate(BROKEN.splitlines(), 1) if "mnoth" in text)
    assert f"line {line}, column" in told
    assert tab.page.locator("#id_text").input_value() == BROKEN
    tab.check_barriers()

    # when it is mended, remarks and the effect are shown, and a reason is asked for
    tab.page.fill("#id_text", LONGER)
    press(tab, "button[value=save]")
    assert "Fine before, not any more" in tab.page.locator("#changes-section").inner_text()
    assert "that the version in force has too" in tab.page.locator("#remarks-section").inner_text()
    tab.check_barriers()
    press(tab, "button[value=publish]")
    assert "Write the reason" in tab.page.locator("#publish-section").inner_text()
    tab.check_barriers()
    write(tab, "#id_reason", "Healing takes longer")
    press(tab, "button[value=publish]")

    # then the site answers by it, and going back is one more publication
    assert "Published." in tab.page.locator(".messages").inner_text()
    client = tab_of()
    client.open("/en/treatment/")
    assert "9 months before" in client.page.locator("main").inner_text()
    press(tab, "a[href$='/back/']")
    assert "Less strict than before" in tab.page.locator("#changes-section").inner_text()
    tab.check_barriers()
    tab.page.set_viewport_size({"width": 320, "height": 800})
    cut = "all => all.some(one => one.getBoundingClientRect().right > innerWidth)"
    assert not tab.page.locator(".w-panel__heading").evaluate_all(cut)
    write(tab, "#id_reason", "It was a slip")
    press(tab, "button[value=publish]")
    time.sleep(10.5)  # the cache of public pages
    client.open("/en/treatment/")
    assert "6 months before" in client.page.locator("main").inner_text()
    history = tab.page.locator(".protocol-history > li")
    assert history.count() == 3
    assert re.search(r"It was a slip", history.first.inner_text())
