"""Questions out, answers in: what the command line, the site and the API share.

Everything here returns values; nothing prints, asks a terminal or knows of the web.
"""
