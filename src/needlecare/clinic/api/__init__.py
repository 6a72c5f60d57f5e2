"""The API of the clinic's site: what the commands answer, over HTTP; it keeps nothing."""
