"""The address a request comes from, behind as many proxies as the settings say."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

NETWORK = 64  # bits of an IPv6 address that belong to one household


def address_of(request: HttpRequest) -> str:
    """Return the client's address; of IPv6 its network, since one person has all of that."""
    found = str(request.META.get("REMOTE_ADDR", ""))
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if settings.NINJA_NUM_PROXIES and passed:
        found = passed[-min(settings.NINJA_NUM_PROXIES, len(passed))]
    try:
        address = ipaddress.ip_address(found)
    except ValueError:
        return found[:64]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, NETWORK), strict=False).network_address)
    return str(address)
