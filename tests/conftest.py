"""Settings that all tests share."""

import gc
import os

import pytest
from hypothesis import Phase, settings

# No deadline: a shared machine is slow at times. In CI the same examples every time; elsewhere new ones.
# `dev.py mutate` only asks whether a test fails: the same examples every time, and none made smaller.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "mutate", deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate], database=None
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "local"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what one process does for long, so that the others are not left waiting for it at the end.

    Where changes are tried, what holds the engine against the oracle comes first: it notices most, at its first client.
    """
    if os.environ.get("HYPOTHESIS_PROFILE") == "mutate":
        items.sort(key=lambda item: item.path.name != "test_invented_protocols.py")
    else:
        items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


def pytest_collection_finish() -> None:
    """Let the collector pass over what was there before the first test: all of it stays to the last."""
    gc.collect()
    gc.freeze()
