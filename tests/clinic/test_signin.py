"""Signing in: wrong answers are limited and tell nothing, and who must have a second factor gets nowhere without it."""

from __future__ import annotations

import logging
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

from needlecare.clinic.common.seal import Broken, unlock
from needlecare.clinic.signin import throttle
from needlecare.clinic.signin.address import address_of
from needlecare.clinic.signin.models import Attempt

pytestmark = pytest.mark.django_db

PASSWORD = "a-Long-enough-password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def ana() -> User:
    made = User.objects.create_user("ana", password=PASSWORD)
    made.groups.add(Group.objects.get(name="Editors"))
    return made


@pytest.fixture
def required(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def answer(client, name="ana", password=PASSWORD, **others):
    return client.post("/desk/login/", {"login": name, "password": password}, **others)


def code(secret=SECRET, *, ahead=0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


# --- the limit -------------------------------------------------------------------------------------------------------


def test_a_right_password_opens_the_desk(client, ana):
    assert answer(client).url == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert not Attempt.objects.exists()


def test_a_wrong_password_and_a_name_nobody_has_read_alike(client, ana):
    wrong, unknown = answer(client, password="x"), answer(client, name="nobody")

    said = "Name and password do not belong together."
    assert said in wrong.text
    assert said in unknown.text
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", wrong.text) == strip.sub("", unknown.text)


@pytest.mark.parametrize("name", ["ana", "nobody"])
def test_an_account_is_locked_after_five_wrong_answers_whether_it_exists_or_not(client, ana, name):
    for _ in range(throttle.MOST_OF_ACCOUNT):
        assert "do not belong together" in answer(client, name=name, password="x").text

    told = answer(client, name=name.upper(), password=PASSWORD)

    assert "Too many attempts. Try again in 5 minutes." in told.text
    assert answer(client, name=name).status_code == 200
    assert client.get("/desk/").status_code == 302


def test_an_address_is_locked_after_twenty_wrong_answers_for_any_account(client, ana):
    for number in range(throttle.MOST_OF_ADDRESS):
        answer(client, name=f"nobody-{number}", password="x")

    assert "Too many attempts." in answer(client).text
    assert answer(client, REMOTE_ADDR="203.0.113.9").status_code == 302


def test_a_lock_ends_when_it_said(client, ana, monkeypatch):
    for _ in range(throttle.MOST_OF_ACCOUNT):
        answer(client, password="x")
    assert answer(client).status_code == 200

    now = time.time()
    monkeypatch.setattr(throttle.time, "time", lambda: now + throttle.WINDOW + 1)

    assert answer(client).status_code == 302


def test_what_is_refused_makes_the_wait_no_longer(rf):
    request = rf.post("/")
    for _ in range(throttle.MOST_OF_ACCOUNT):
        throttle.note(request, "ana")
    before = Attempt.objects.count()

    for _ in range(10):
        with pytest.raises(throttle.TooMany):
            throttle.note(request, "ana")

    assert Attempt.objects.count() == before


def test_neither_name_nor_address_can_be_read_from_what_is_counted(client):
    answer(client, name="ana-maria", password="x", REMOTE_ADDR="203.0.113.9")

    kept = str(list(Attempt.objects.values()))
    assert "ana-maria" not in kept
    assert "203.0.113.9" not in kept


@pytest.mark.parametrize(
    ("proxies", "passed", "counted"),
    [
        (0, "198.51.100.1", "203.0.113.9"),
        (1, "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        (2, "192.0.2.66, 198.51.100.1", "192.0.2.66"),
        (3, "198.51.100.1", "198.51.100.1"),
        (1, "", "203.0.113.9"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),
        (1, "not an address", "not an address"),
    ],
)
def test_the_address_is_the_clients_own_behind_as_many_proxies_as_there_are(
    rf, settings, proxies, passed, counted
):
    settings.NINJA_NUM_PROXIES = proxies

    assert address_of(rf.get("/", REMOTE_ADDR="203.0.113.9", headers={"x-forwarded-for": passed})) == counted


def test_no_name_and_no_password_reaches_the_log(client, ana, caplog):
    with caplog.at_level(logging.DEBUG):
        answer(client, password="a-Wrong-password")
        answer(client)

    assert "a-Wrong-password" not in caplog.text
    assert PASSWORD not in caplog.text


# --- doors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "es"])
def test_there_is_one_door(client, language):
    assert client.get(f"/{language}/_util/login/").url == "/desk/login/"
    assert client.get("/desk/password_reset/", follow=True).status_code == 404
    assert client.get("/desk/?x=1").url == "/desk/login/?next=/desk/%3Fx%3D1"


def test_who_is_not_staff_is_refused_and_not_sent_in_circles(client):
    User.objects.create_user("visitor", password=PASSWORD)
    answer(client, name="visitor")

    assert client.get("/desk/").status_code == 403


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_door_runs_nothing_but_our_own_files_and_speaks_the_language_of_the_browser(client, language):
    shown = client.get("/desk/login/", headers={"accept-language": language})

    assert "unsafe" not in shown["Content-Security-Policy"]
    assert shown["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert {"en": "Sign in to the desk", "es": "Entrar en el escritorio"}[language] in shown.text


# What no passkey sends; base64 of "{}" and of a number stand in the last ones.
NO_PASSKEYS = (
    *("", "{}", "[]", "null", "1", '"x"', '{"id": 1}', '{"id": "a"}', '{"response": {"userHandle": "x"}}'),
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "e30", '
    '"authenticatorData": "AA", "signature": "AA", "userHandle": "MQ"}}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "e30", '
    '"attestationObject": "AA", "userHandle": "' + "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5" + '"}}',
)


@pytest.mark.parametrize("sent", NO_PASSKEYS)
def test_what_is_no_passkey_opens_nothing_and_breaks_nothing(client, ana, sent):
    assert (
        client.post("/desk/second-factor/webauthn/login/", {"credential": sent}, follow=True).status_code
        == 200
    )
    TOTP.activate(ana, SECRET)
    answer(client)
    assert client.post("/desk/second-factor/authenticate/", {"credential": sent}).status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("sent", NO_PASSKEYS)
def test_what_is_no_passkey_cannot_be_added(client, ana, sent):
    answer(client)
    client.get("/desk/second-factor/webauthn/add/")

    assert client.post("/desk/second-factor/webauthn/add/", {"credential": sent}).status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/desk/protocol/"]
)
def test_the_door_leads_to_our_own_pages_only(client, ana, to):
    opened = client.post(f"/desk/login/?next={to}", {"login": "ana", "password": PASSWORD, "next": to})

    assert opened.url == (to if to.startswith("/desk/") else "/desk/")


# --- the second factor -----------------------------------------------------------------------------------------------


def test_who_has_no_second_factor_is_led_to_set_one_up_where_one_is_required(client, ana, required):
    answer(client)

    assert client.get("/desk/").url == "/desk/second-factor/"
    assert client.get("/desk/protocol/").url == "/desk/second-factor/"
    shown = client.get("/desk/second-factor/").text
    assert "Here everybody who enters the desk has one." in shown


def test_an_app_is_set_up_by_its_code_and_its_key_is_kept_encrypted(client, ana, required):
    answer(client)
    shown = client.get("/desk/second-factor/totp/activate/").text
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", shown)[1]
    assert "<svg" in shown
    assert " style=" not in shown
    assert (
        "This code does not fit" in client.post("/desk/second-factor/totp/activate/", {"code": "000000"}).text
    )

    done = client.post("/desk/second-factor/totp/activate/", {"code": code(secret)})

    assert done.url == "/desk/second-factor/recovery-codes/"  # the journey in a browser goes on from here
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}


def test_a_password_alone_does_not_open_the_desk_of_who_has_a_second_factor(client, ana):
    TOTP.activate(ana, SECRET)

    assert answer(client).url == "/desk/second-factor/authenticate/"
    assert client.get("/desk/").status_code == 302
    assert "_auth_user_id" not in client.session

    assert client.post("/desk/second-factor/authenticate/", {"code": code()}).url == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_a_session_that_came_by_another_door_ends(client, ana):
    TOTP.activate(ana, SECRET)
    client.force_login(ana)

    assert client.get("/desk/").url == "/desk/login/"
    assert "_auth_user_id" not in client.session


def test_a_code_opens_once(client, ana):
    TOTP.activate(ana, SECRET)
    answer(client)
    once = code()
    client.post("/desk/second-factor/authenticate/", {"code": once})
    client.post("/desk/sign-out/")
    from django.core.cache import cache

    cache.clear()  # as another process, which has a memory of its own
    answer(client)

    assert "was used already" in client.post("/desk/second-factor/authenticate/", {"code": once}).text


def test_wrong_codes_are_limited_too(client, ana):
    TOTP.activate(ana, SECRET)
    answer(client)
    for _ in range(throttle.MOST_OF_ACCOUNT):
        shown = client.post("/desk/second-factor/authenticate/", {"code": "000000"}).text
        assert "This code does not fit" in shown

    assert (
        "Too many attempts. Try again in"
        in client.post("/desk/second-factor/authenticate/", {"code": code()}).text
    )


def test_a_recovery_code_opens_once(client, ana):
    TOTP.activate(ana, SECRET)
    spare = RecoveryCodes.activate(ana).get_unused_codes()[0]
    answer(client)

    assert client.post("/desk/second-factor/authenticate/", {"code": spare}).url == "/desk/"
    client.post("/desk/sign-out/")
    answer(client)
    assert "does not fit" in client.post("/desk/second-factor/authenticate/", {"code": spare}).text


def test_the_last_factor_stays_where_one_is_required(client, ana, required):
    TOTP.activate(ana, SECRET)
    answer(client)
    client.post("/desk/second-factor/authenticate/", {"code": code()})

    shown = client.post("/desk/second-factor/totp/deactivate/").text

    assert "Set up another one first." in shown
    assert Authenticator.objects.filter(user=ana).exists()


def test_with_another_secret_key_a_factor_is_lost_and_opens_nothing(client, ana, settings):
    TOTP.activate(ana, SECRET)
    answer(client)
    settings.SECRET_KEY = "another-" * 8
    answer(client)  # the session of before is lost with the key as well

    shown = client.post("/desk/second-factor/authenticate/", {"code": code("")}).text

    assert "can no longer be read" in shown
    with pytest.raises(Broken):
        unlock(Authenticator.objects.get(user=ana).data["secret"], purpose="second-factor")


def test_a_lost_factor_is_taken_away_on_the_server(client, ana):
    TOTP.activate(ana, SECRET)
    answer(client)
    client.post("/desk/second-factor/authenticate/", {"code": code()})

    call_command("forget_second_factor", "ana")

    assert not Authenticator.objects.filter(user=ana).exists()
    assert client.get("/desk/").status_code == 302
    with pytest.raises(CommandError, match="nobody signs in as 'ben'"):
        call_command("forget_second_factor", "ben")
