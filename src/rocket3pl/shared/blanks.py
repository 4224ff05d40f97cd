"""Blanks: what stands where a search has its words while its SQL is put together.

That SQL depends on how many words there are and not on which. So it is put together once with blanks
in their places, kept (shared/outlines.py), and filled in for every search.
"""

from typing import Self

from rocket3pl.shared.validators import bare

# More words than that are not looked for.
MOST_WORDS = 8
# For private use, says Unicode: a statement that was put together with blanks has it nowhere else.
SIGN = "\ue000"
GRAMS = f"{SIGN}grams{SIGN}"
# Numbers that no row has.
IDS = (-57_344,)
# Couriers here give numbers of ten signs and more; what is shorter is rather something else: 2026-11.
_TRACKING_NO = 10


class Blank(str):
    """A text of which only the form is known.

    plain    how many words it has as they are compared with single columns
    folded   how many it has as they are compared with folded text
    indexed  whether an index of grams knows any of them
    """

    __slots__ = ("folded", "indexed", "plain")

    plain: int
    folded: int
    indexed: bool

    def __new__(cls, *, plain: int, folded: int, indexed: bool) -> Self:
        """Make one; as any text that is looked for it is not empty."""
        made = super().__new__(cls, SIGN)
        made.plain, made.folded, made.indexed = plain, folded, indexed
        return made


def blank(kind: str, n: int) -> str:
    """Return what stands for the n-th word of a kind."""
    return f"{SIGN}{kind}{n}{SIGN}"


def plain_words(text: str) -> list[str]:
    """Return the words that single columns are compared with, or their blanks."""
    if isinstance(text, Blank):
        return [blank("plain", n) for n in range(text.plain)]
    return text.casefold().split()[:MOST_WORDS]


def bare_words(text: str) -> list[str]:
    """Return the same words, as many, as tracking numbers are compared with, or their blanks.

    These are kept without hyphens and points (`validators.tracking_no`), and typed as couriers print them:
    6801-2345-6789.
    """
    if isinstance(text, Blank):
        return [blank("bare", n) for n in range(text.plain)]
    return [number if len(number := bare(word)) >= _TRACKING_NO else word for word in plain_words(text)]
