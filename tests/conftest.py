"""Settings that all tests share."""

import os

from hypothesis import settings

# No deadline: a shared machine is slow at times. In CI the same examples every time; elsewhere new ones.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")
