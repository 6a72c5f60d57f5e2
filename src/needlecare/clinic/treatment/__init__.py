"""The treatment page: what it is, what to expect, and every day around a session, from the protocol in force."""
