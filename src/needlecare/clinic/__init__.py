"""The clinic's site: Django and Wagtail, one app per capability."""
