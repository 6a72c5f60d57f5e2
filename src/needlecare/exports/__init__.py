"""What other programs, calendars and paper get: one module a format, each a view of protocol and plan."""
