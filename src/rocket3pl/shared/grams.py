"""Search inside long tables: short pieces of text (grams) under an index, on both databases.

Words of two signs are normal in Korean and Chinese, and codes are looked for by their tail, so whole
words and prefixes would not do. A row keeps the grams of its text in one column: every single sign
and pair of signs of Korean and Chinese, every three and every five signs of Latin letters and digits.
Pairs and fives are kept a second time with their owner's number, so that a seller's search goes through
the seller's rows only, however many others there are. SQLite looks grams up in an FTS5 table kept by
triggers, PostgreSQL in a GIN index. Grams only narrow a search down; whoever searches compares the text
itself afterwards.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Lookup, Q

from rocket3pl.shared.blanks import GRAMS, MOST_WORDS, Blank, blank
from rocket3pl.shared.guards import VendorSql

_RUNS = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
# Three signs of a number are in one row of forty however they are drawn, five in one of four thousand:
# the long ones keep a search by a code as quick with ten times the rows, the short ones are there for
# words of three and four signs.
_OF_CODES, _OF_WORDS = (3, 5), (1, 2)
# The tail of a code tells most, and every further gram costs a list of rows to go through.
_MOST = 4
_BATCH = 1_000


def folded(text: str) -> str:
    """Return the text as it is compared: one form of every sign, no capitals."""
    return unicodedata.normalize("NFKC", text).casefold()


def folded_words(text: str) -> list[str]:
    """Return the words that folded text is compared with, or their blanks."""
    if isinstance(text, Blank):
        return [blank("folded", n) for n in range(text.folded)]
    return folded(text).split()[:MOST_WORDS]


def _pieces(run: str) -> tuple[list[str], list[str]]:
    """Return the short and the long grams of a run of signs of one kind."""
    short, long = _OF_CODES if run[0].isascii() else _OF_WORDS
    return _of_length(run, short), _of_length(run, long)


def _of_length(run: str, length: int) -> list[str]:
    return [run[i : i + length] for i in range(len(run) - length + 1)]


def _of_owner(owner_id: int, gram: str = "") -> str:
    """Return a gram as it is kept for one owner. No other gram looks like it: none is as long."""
    return f"{owner_id}x{gram}" if gram else f"owner{owner_id}"


def grams_of(texts: Iterable[str], *, owner_id: int) -> str:
    """Return the grams of a row's texts, with one that names its owner, as the column holds them."""
    found: dict[str, None] = {_of_owner(owner_id): None}
    for text in texts:
        for run in _RUNS.findall(folded(text)):
            short, long = _pieces(run)
            found.update(dict.fromkeys((*short, *long, *(_of_owner(owner_id, gram) for gram in long))))
    return " ".join(found)


def wanted(words: Iterable[str], *, owner_id: int | None) -> list[str]:
    """Return the grams that a row with all the words must have; empty when they are too short."""
    everywhere: dict[str, None] = {}
    for word in words:
        pieces = [long or short for short, long in map(_pieces, _RUNS.findall(folded(word)))]
        of_word = [gram for grams in pieces for gram in grams]
        # "000" is in nearly every number, so its list is the longest of all.
        telling = [g for g in of_word if len(set(g)) > 1] or of_word
        everywhere.update(dict.fromkeys(telling[-_MOST:]))
    if owner_id is None or not everywhere:
        return list(everywhere)
    long = [gram for gram in everywhere if len(gram) == (_OF_CODES if gram.isascii() else _OF_WORDS)[1]]
    if not long:
        return [*everywhere, _of_owner(owner_id)]
    return [_of_owner(owner_id, gram) if gram in long else gram for gram in everywhere]


def wanted_of(text: str, *, owner_id: int | None) -> list[str]:
    """Return the grams that a row with all words of a text must have, or their blank."""
    if isinstance(text, Blank):
        return [GRAMS] if text.indexed else []
    return wanted(text.split()[:MOST_WORDS], owner_id=owner_id)


def rewrite(rows: models.QuerySet[Any], *columns: str) -> None:
    """Write the grams of all the rows anew, from what these columns hold; for migrations."""
    changed = []
    for row in rows.only("owner_id", *columns).iterator(chunk_size=_BATCH):
        row.search_grams = grams_of((getattr(row, column) for column in columns), owner_id=row.owner_id)
        changed.append(row)
        if len(changed) == _BATCH:
            rows.bulk_update(changed, ["search_grams"])
            changed = []
    rows.bulk_update(changed, ["search_grams"])


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


@GramsField.register_lookup
class HoldForOwner(Hold):
    """The same where one of the grams names the owner, whose rows are asked for besides."""

    lookup_name = "hold_for_owner"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Say it twice.

        PostgreSQL's planner does not know that the owner's gram and the owner's number say the same. It
        would gather all rows of the owner too, to save reading others' rows that are none. Said twice,
        the grams seem to leave too little for that.
        """
        sql, parameters = super().as_sql(compiler, connection)
        return f"({sql} AND {sql})", [*parameters, *parameters]


def hold_of(owner_id: int | None) -> str:
    """Return the look-up for grams of this owner, or of all."""
    return "hold" if owner_id is None else HoldForOwner.lookup_name


def holding(text: str, *, owner_id: int | None, column: str = "search_grams") -> Q:
    """Return the condition that a row has the grams of all words; an empty one when they are too short."""
    grams = wanted_of(text, owner_id=owner_id)
    return Q(**{f"{column}__{hold_of(owner_id)}": grams}) if grams else Q()


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
