"""Settings that all tests share."""

import os

from hypothesis import Phase, settings

# No deadline: a shared machine is slow at times. In CI the same examples every time; elsewhere new ones.
# `dev.py mutate` only asks whether a test fails: the same examples every time, and none made smaller.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "mutate", deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate], database=None
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "local"))
