"""Names people and labels use, read into the classes of a protocol.

Three questions: what is in this list (`read_label`), what is sold under this name (`read_name`), and what did
this person say (`understand`). No clock, no network; the same words always get the same answer.
"""

from needlecare.substances.judge import read_label
from needlecare.substances.name import read_name
from needlecare.substances.phrases import understand
from needlecare.substances.reading import Finding, LookAlike, ProductReading, Token
from needlecare.substances.said import Phrase, Use
from needlecare.substances.when import Interval

__all__ = [
    "Finding",
    "Interval",
    "LookAlike",
    "Phrase",
    "ProductReading",
    "Token",
    "Use",
    "read_label",
    "read_name",
    "understand",
]
