"""Answers as plain values for JSON: what `--json` prints; `schemas.py` beside this folder documents every key."""
