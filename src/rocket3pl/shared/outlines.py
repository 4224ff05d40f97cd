"""SQL of searches that is put together once for all searches of one form.

`shared/remembered.py` keeps what a list adds to its rows; here is kept what says which rows these are.
Whose they are, the tab, the period and the filters are part of what a statement is kept by, so it is
sent again for the same owner only. The words of a search and the numbers of rows are not: where these
stand it has blanks (shared/blanks.py), which are filled in each time.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from rocket3pl.shared import blanks
from rocket3pl.shared.blanks import Blank, bare_words, blank, plain_words
from rocket3pl.shared.grams import folded_words, match_of, wanted_of
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.remembered import Base, sql_of
from rocket3pl.shared.tenancy import current_scope

Sql = tuple[str, tuple[Any, ...]]
Rows = QuerySet[Any, Any]
# Puts SQL together for a query and numbers of rows, looking at nothing but them and the owner in scope.
Build = Callable[[ListQuery, Sequence[int]], Sql | None]
# A statement, and which of its parameters (by place) are to be filled in with what (by number).
_Outline = tuple[str, tuple[Any, ...], tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a list: what finds them, and what is built on them. `base` None: there are none."""

    rows: Callable[[], Rows]
    base: Base | None


class Outlines:
    """Statements of one list, by the form of the search."""

    MOST_KEPT = 2_000

    def __init__(self, *, keeping: bool = True) -> None:
        """Keep nothing yet; without `keeping` never anything."""
        self._keeping = keeping
        self._kept: dict[tuple[Any, ...], _Outline] = {}

    def sql(self, what: str, query: ListQuery, build: Build, ids: Sequence[int] = ()) -> Sql | None:
        """Return the statement that `build` gives, None for one that finds nothing.

        what   says everything that `build` adds to the query, caps included
        build  called when this is new; sees neither the query's order nor its page
        """
        query = replace(query, sort="", page=1)
        if query.ids or not self._keeping:
            return build(query, ids)
        given = _Given(query.q, ids)
        kept = self._kept.get(key := (what, *form_of(query), given.form))
        if kept is None:
            kept = _outlined(build(replace(query, q=given.blank), given.blank_ids), given)
            if kept is None:
                return build(query, ids)
            if len(self._kept) >= self.MOST_KEPT:
                self._kept.clear()
            self._kept[key] = kept
        sql, parameters, places = kept
        filled, values = list(parameters), given.values()
        for place, n in places:
            filled[place] = values[n]
        return sql, tuple(filled)

    def part(
        self,
        what: str,
        query: ListQuery,
        rows: Callable[[ListQuery, Sequence[int]], Rows],
        ids: Sequence[int] = (),
    ) -> Part:
        """Return the rows that `rows` finds, and the base of what is built on them; see `sql`."""
        base = self.sql(what, query, lambda asked, numbers: _base_sql(rows(asked, numbers)), ids)
        return Part(lambda: rows(query, ids), Base(*base) if base else None)


def _base_sql(rows: Rows) -> Sql | None:
    return sql_of(rows.order_by().values("pk"))


def form_of(query: ListQuery) -> tuple[Any, ...]:
    """Return all that a query asks for but words and numbers; first of all, whose rows it reads."""
    return (
        current_scope().owner_id,
        query.tab,
        query.field,
        query.basis,
        query.since,
        query.until,
        tuple(sorted(query.where.items())),
    )


class _Given:
    """What is filled in: the words of a search, as each kind of comparison takes them, and numbers."""

    def __init__(self, text: str, ids: Sequence[int]) -> None:
        self._plain, self._bare, self._folded = plain_words(text), bare_words(text), folded_words(text)
        self._grams = wanted_of(text, owner_id=current_scope().owner_id)
        self._ids = ids
        self.form = (bool(text), len(self._plain), len(self._folded), bool(self._grams), bool(ids))

    @property
    def blank(self) -> str:
        """Return the text of the same form that has blanks for words."""
        some, plain, folded, indexed, _ = self.form
        return Blank(plain=plain, folded=folded, indexed=indexed) if some else ""

    @property
    def blank_ids(self) -> Sequence[int]:
        """Return what stands for the numbers."""
        return blanks.IDS if self._ids else ()

    def values(self) -> list[Any]:
        """Return what is filled in."""
        return _as_sent((*self._plain, *self._bare, *self._folded), self._grams, self._ids)

    def blanks(self) -> list[Any]:
        """Return what stands in these places while a statement is put together."""
        kinds = {"plain": self._plain, "bare": self._bare, "folded": self._folded}
        words = [blank(kind, n) for kind, of_kind in kinds.items() for n in range(len(of_kind))]
        return _as_sent(words, [blanks.GRAMS], blanks.IDS)


def _as_sent(words: Iterable[str], grams: list[str], ids: Sequence[int]) -> list[Any]:
    """Return words, grams and numbers as parameters of a statement."""
    like = connection.ops.prep_for_like_query
    match: Any = match_of(grams) if connection.vendor == "sqlite" else grams
    return [*(f"%{like(word)}%" for word in words), match, among(ids)]


def among(ids: Sequence[int]) -> Any:
    """Return many numbers as one parameter."""
    return json.dumps(list(ids)) if connection.vendor == "sqlite" else list(ids)


def _outlined(built: Sql | None, given: _Given) -> _Outline | None:
    """Find the blanks of a statement; None for one that has something else made of them."""
    if built is None:
        return None
    sql, parameters = built
    known, places = given.blanks(), []
    for place, value in enumerate(parameters):
        if isinstance(value, str | list) and value in known:
            places.append((place, known.index(value)))
        elif _has_a_blank(value):
            return None
    return sql, parameters, tuple(places)


def _has_a_blank(value: Any) -> bool:
    parts = value if isinstance(value, list) else [value]
    return any(isinstance(part, str) and blanks.SIGN in part for part in parts)
