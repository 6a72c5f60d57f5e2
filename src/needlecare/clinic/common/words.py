"""What pages say, in English and Spanish side by side.

Each app keeps its own sentences in `texts.py` and hands them to `learn`; keys are told apart by their beginning, such as
`check-`. What the protocol says comes from the protocol, and what an answer says from `needlecare.wording`, never from here.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language

from needlecare.protocol.model import LANGUAGES, Text

_texts: dict[str, Text] = {}


def learn(texts: Mapping[str, Text]) -> None:
    """Take an app's texts in.

    Raises
    ------
    ValueError
        If another app has one of the keys already.
    """
    taken = {key for key, text in texts.items() if _texts.get(key, text) != text}
    if taken:
        raise ValueError(f"said by two apps: {', '.join(sorted(taken))}")
    _texts.update(texts)


def all_texts() -> Mapping[str, Text]:
    return _texts


def language() -> str:
    """Return the language of this page, one of ours."""
    found = (get_language() or LANGUAGES[0])[:2]
    return found if found in LANGUAGES else LANGUAGES[0]


def say(key: str, **parts: object) -> str:
    """Return a text in the language of this page, filled in."""
    return _texts[key].in_language(language()).format(**parts)
