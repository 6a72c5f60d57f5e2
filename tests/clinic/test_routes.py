"""Every route is in the policy table, and what is not is denied."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from needlecare.clinic.config import urls
from needlecare.clinic.config.policy import ROUTES, policy_of


def routes(resolver: URLResolver, before: str = "", names: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and pattern of every route, as a request's match has them."""
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{names}{entry.namespace}:" if entry.namespace else names
            yield from routes(entry, pattern, inner)
        elif isinstance(entry, URLPattern):
            yield f"{names}{entry.name or ''}", pattern


ALL = sorted(set(routes(get_resolver())))


def test_every_route_is_listed():
    unlisted = [route for route in ALL if policy_of(*route) is None]

    assert not unlisted


def test_the_table_lists_no_route_that_is_not_there():
    assert ROUTES.keys() - {name for name, _ in ALL} == set()


def test_the_editor_is_for_staff():
    open_to_all = {
        name for name, route in ALL if route.startswith("desk/") and policy_of(name, route).access == "public"
    }

    assert open_to_all == {
        *("account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn"),
        "wagtailadmin_login",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
        *(name for name, _ in ALL if name.startswith("wagtailadmin_password_reset")),
    }


@pytest.mark.django_db
def test_a_route_that_is_not_listed_is_denied(client, monkeypatch, settings):
    unlisted = path("unlisted", lambda request: HttpResponse("open"), name="unlisted")
    monkeypatch.setattr(urls, "urlpatterns", [unlisted, *urls.urlpatterns])
    settings.ROOT_URLCONF = "needlecare.clinic.config.urls"

    assert client.get("/unlisted").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/desk/", "/desk/pages/", "/desk/images/", "/desk/settings/common/clinicdetails/"]
)
def test_strangers_are_sent_to_sign_in(client, address):
    answer = client.get(address)

    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/desk/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_page_to_read_takes_no_other_method(client, method):
    assert getattr(client, method)("/en/treatment/").status_code == 405


def sent(client, address: str, size: int):
    body = b"x" * size if size < 10_000_000 else b"x"
    return client.generic("POST", address, body, "multipart/form-data; boundary=x", CONTENT_LENGTH=str(size))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/en/when/", 1_000_000),
        ("/es/product/", 1_000_000),
        ("/en/journal/search/", 1_000_000),
        ("/desk/login/", 100_000),
        ("/en/treatment/", 0),
    ],
)
def test_more_than_a_route_takes_is_refused_unread_with_a_remedy(client, address, most):
    refused = sent(client, address, most + 1) if most else client.generic("GET", address, b"x")

    assert refused.status_code == 413
    assert ("vuelva atrás" if "/es/" in address else "go back") in refused.text.lower()


@pytest.mark.django_db
def test_the_desk_takes_more_from_staff_and_nothing_from_strangers(client):
    from django.contrib.auth.models import User

    assert sent(client, "/desk/images/multiple/add/", 31_000_000).status_code == 302
    client.force_login(User.objects.get(username="owner"))

    assert sent(client, "/desk/images/multiple/add/", 31_000_000).status_code == 413
    assert sent(client, "/desk/protocol/new/", 5_000_001).status_code == 413


def test_no_route_that_takes_a_body_takes_one_of_any_size():
    for name, route in ALL:
        policy = policy_of(name, route)
        if {"POST", "PUT", "PATCH"} & {*policy.methods}:
            assert 0 < policy.most_bytes <= 30_000_000, (name, route)
