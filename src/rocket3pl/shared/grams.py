"""Search inside long tables: short pieces of text (grams) under an index, on both databases.

Words of two signs are normal in Korean and Chinese, and codes are looked for by their tail, so whole
words and prefixes would not do. A row keeps the grams of its text in one column: every single sign
and pair of signs of Korean and Chinese, every three signs of Latin letters and digits. SQLite looks
them up in an FTS5 table kept by triggers, PostgreSQL in a GIN index. Grams only narrow a search
down; whoever searches compares the text itself afterwards.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models import Lookup, Q

from rocket3pl.shared.blanks import GRAMS, MOST_WORDS, Blank, blank
from rocket3pl.shared.guards import VendorSql

_RUNS = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
_LATIN = 3
# The tail of a code tells most, and every further gram costs a list of rows to go through.
_MOST = 4


def folded(text: str) -> str:
    """Return the text as it is compared: one form of every sign, no capitals."""
    return unicodedata.normalize("NFKC", text).casefold()


def folded_words(text: str) -> list[str]:
    """Return the words that folded text is compared with, or their blanks."""
    if isinstance(text, Blank):
        return [blank("folded", n) for n in range(text.folded)]
    return folded(text).split()[:MOST_WORDS]


def _of_run(run: str, *, single: bool) -> Iterator[str]:
    if run[0].isascii():
        yield from (run[i : i + _LATIN] for i in range(len(run) - _LATIN + 1))
    else:
        if single or len(run) == 1:
            yield from run
        yield from (run[i : i + 2] for i in range(len(run) - 1))


def grams_of(texts: Iterable[str], *, owner_id: int) -> str:
    """Return the grams of a row's texts, with one that names its owner, as the column holds them."""
    found: dict[str, None] = {f"owner{owner_id}": None}
    for text in texts:
        for run in _RUNS.findall(folded(text)):
            found.update(dict.fromkeys(_of_run(run, single=True)))
    return " ".join(found)


def wanted(words: Iterable[str], *, owner_id: int | None) -> list[str]:
    """Return the grams that a row with all the words must have; empty when they are too short."""
    found: dict[str, None] = {}
    for word in words:
        of_word = [g for run in _RUNS.findall(folded(word)) for g in _of_run(run, single=False)]
        # "000" is in nearly every number, so its list is the longest of all.
        telling = [g for g in of_word if len(set(g)) > 1] or of_word
        found.update(dict.fromkeys(telling[-_MOST:]))
    if found and owner_id is not None:
        found[f"owner{owner_id}"] = None
    return list(found)


def wanted_of(text: str, *, owner_id: int | None) -> list[str]:
    """Return the grams that a row with all words of a text must have, or their blank."""
    if isinstance(text, Blank):
        return [GRAMS] if text.indexed else []
    return wanted(text.split()[:MOST_WORDS], owner_id=owner_id)


def match_of(grams: Iterable[str]) -> str:
    """Return how SQLite is asked for rows with all of the grams."""
    return " ".join(f'"{gram}"' for gram in grams)


class GramsField(models.TextField):  # type: ignore[type-arg]
    """The column of a table's grams; `filter(search_grams__hold=[...])` finds rows that have them all."""

    description = "Grams of searchable text"


@GramsField.register_lookup
class Hold(Lookup):
    """Rows whose grams include all of the given ones."""

    lookup_name = "hold"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, _connection: Any) -> tuple[str, list[Any]]:
        """Ask the FTS5 table beside the model's."""
        lhs: Any = self.lhs
        table = lhs.target.model._meta.db_table
        alias = compiler.quote_name_unless_alias(lhs.alias)
        asked = f"{alias}.id IN (SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s)"
        return asked, [match_of(self.rhs)]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Ask the GIN index over the column as an array."""
        lhs, parameters = self.process_lhs(compiler, connection)
        return f"string_to_array({lhs}, ' ') @> %s::text[]", [*parameters, list(self.rhs)]


def holding(text: str, *, owner_id: int | None, column: str = "search_grams") -> Q:
    """Return the condition that a row has the grams of all words; an empty one when they are too short."""
    grams = wanted_of(text, owner_id=owner_id)
    return Q(**{f"{column}__hold": grams}) if grams else Q()


class GramsIndex(VendorSql):
    """Migration operation: put the index over a table's grams up, and keep it up to date."""

    def __init__(self, table: str, column: str = "search_grams") -> None:
        self.table, self.column = table, column

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Name the operation for the migration writer."""
        return type(self).__name__, [], {"table": self.table, "column": self.column}

    def describe(self) -> str:
        """Say what it does."""
        return f"Index the grams of {self.table}"

    def statements(self, vendor: str) -> list[str]:
        """Return the index (PostgreSQL), or the FTS5 table and its triggers (SQLite)."""
        t, c = self.table, self.column
        if vendor == "postgresql":
            return [f"CREATE INDEX {t}_grams ON {t} USING gin (string_to_array({c}, ' '))"]
        gone = f"INSERT INTO {t}_fts({t}_fts, rowid, {c}) VALUES ('delete', old.id, old.{c});"
        come = f"INSERT INTO {t}_fts(rowid, {c}) VALUES (new.id, new.{c});"
        return [
            f"CREATE VIRTUAL TABLE {t}_fts USING fts5({c}, content='{t}', content_rowid='id', "
            "detail=none, columnsize=0)",
            f"CREATE TRIGGER {t}_fts_ins AFTER INSERT ON {t} BEGIN {come} END",
            f"CREATE TRIGGER {t}_fts_del AFTER DELETE ON {t} BEGIN {gone} END",
            f"CREATE TRIGGER {t}_fts_upd AFTER UPDATE OF {c} ON {t} BEGIN {gone} {come} END",
            f"INSERT INTO {t}_fts({t}_fts) VALUES ('rebuild')",
        ]

    def undo(self, vendor: str) -> list[str]:
        """Take the index down."""
        t = self.table
        if vendor == "postgresql":
            return [f"DROP INDEX {t}_grams"]
        return [*(f"DROP TRIGGER {t}_fts_{e}" for e in ("ins", "del", "upd")), f"DROP TABLE {t}_fts"]
