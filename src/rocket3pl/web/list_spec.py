"""The one list of the product: what it is made of, and how its address is read.

A screen states a ListSpec and a Source; `render_list` (list_page.py) does the rest. Everything
a reader chose lives in the address:
tab, q, field, basis, from, to, sort, page, size, ids, and the keys of the extra selects.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import quote_plus

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rocket3pl.shared.listing import PAGE_SIZES, ListQuery, Row

Text = str | Promise
Kind = Literal["text", "mono", "num", "date", "datetime", "tag", "image", "name", "link"]
Tone = Literal["", "ok", "warn", "bad", "info", "violet", "brand"]
Choices = Sequence[tuple[str, Text]]

MAX_PAGE = 9_999_999
MAX_QUERY = 200
MAX_IDS = 1000
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
RESERVED = frozenset(
    {"tab", "q", "field", "basis", "from", "to", "sort", "page", "size", "ids", "export", "count"}
)

# ?count= of a search that is counted to its end.
COUNT_ALL = "all"

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tag:
    """A status as shown: its word, its tone, and an icon when it needs action."""

    label: Text
    tone: Tone = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list and of its Excel file.

    key       key of the row; kind "name" reads {key}_zh, {key}_ko and {key}_en
    kind      how the value is shown and written; "image" takes the address of a thumbnail
    sort_key  the word in ?sort=; None means that the list cannot be sorted by it
    css       further classes; m-sub, m-qty, m-hide say what happens on a phone
    excel     whether the file has it; images never are in it
    value     how to read the row instead of row[key]
    href      where the value leads, by row (None: nowhere)
    tags      for kind "tag": the look of each code; a value may be a Tag itself
    sub       a second, smaller line of the cell, by row; it is not in the file
    lang      language of the text when it is not the page's, e.g. "zh-Hans"
    masked    personal data that the source has masked already; said so in the cell's title
    screen    False leaves the column to the file only
    width     of the file's column, in characters
    """

    key: str
    label: Text
    kind: Kind = "text"
    sort_key: str | None = None
    css: str = ""
    excel: bool = True
    value: Callable[[Row], Any] | None = None
    href: Callable[[Row], str | None] | None = None
    tags: Mapping[str, Tag] = field(default_factory=dict)
    sub: Callable[[Row], Any] | None = None
    lang: str = ""
    masked: bool = False
    screen: bool = True
    width: int = 0

    def read(self, row: Row) -> Any:
        """Return the column's value in the row, None when there is none."""
        return self.value(row) if self.value is not None else row.get(self.key)

    def tag(self, row: Row) -> Tag | None:
        """Return the status to show, None when there is none."""
        found = self.read(row)
        if found is None or found == "":
            return None
        return found if isinstance(found, Tag) else self.tags.get(str(found), Tag(str(found)))


@dataclass(frozen=True, slots=True)
class Tab:
    """One status group. The tab with key "" shows everything."""

    key: str
    label: Text
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Select:
    """One more filter: a select whose key is its name in the address and in ListQuery.where."""

    key: str
    label: Text
    choices: Choices | Callable[[], Choices]

    def options(self) -> Choices:
        """Return (value, label) pairs, read from the database if the select says so."""
        return self.choices() if callable(self.choices) else self.choices


@dataclass(frozen=True, slots=True)
class ListSpec:
    """What one list is.

    name          a word unique among the lists; density and such are remembered by it
    caption       of the table, for those who hear the page
    period_bases  (code, label) of the dates that the period filter may be about
    default_days  the period shown when the address names none; None means all time
    default_sort  "-requested" and the like; shown as sorted although not in the address
    row_id        key of the public id that ticked rows post as `ids`; "" for a list without boxes
    row_label     key of what names a row aloud, for "〈Seller Sku〉 선택"
    row_end       what makes, for one page, the writer of a last cell that is no column: buttons, marks
    empty_title, empty_text, empty_action  what a list says that never had rows; the action is
                  (label, route name)
    filename      of the Excel file, without date and ending
    """

    name: str
    caption: Text
    columns: tuple[Column, ...]
    tabs: tuple[Tab, ...] = ()
    search_fields: tuple[tuple[str, Text], ...] = ()
    search_label: Text = _("검색선택")
    period_bases: tuple[tuple[str, Text], ...] = ()
    selects: tuple[Select, ...] = ()
    default_days: int | None = None
    default_sort: str = ""
    sizes: tuple[int, ...] = PAGE_SIZES
    row_id: str = "id"
    row_label: str = ""
    row_end: Callable[[], Callable[[Row], str]] | None = None
    empty_title: Text = _("등록된 내용이 없습니다")
    empty_text: Text = ""
    empty_icon: str = "package"
    empty_action: tuple[Text, str] | None = None
    filename: str = "list"

    def __post_init__(self) -> None:
        taken = {select.key for select in self.selects} & RESERVED
        if taken:
            message = f"{self.name}: {sorted(taken)} mean something else in the address"
            raise ValueError(message)


# A page has twenty addresses, and most values in them are the same.
quoted = lru_cache(2_000)(quote_plus)

# Lists with columns of a person's own choice come and go.
_MOST_WORDED = 1_000
_worded: dict[tuple[int, str | None], tuple[ListSpec, ListSpec]] = {}


def worded(spec: ListSpec) -> ListSpec:
    """Return the list with its own words in the reader's language.

    A page writes fifty of them, and to look each up takes as long as to write a row. The list they
    were looked up for is kept beside them, so that its id stays its own.
    """
    language = get_language()
    key = id(spec), language
    found = _worded.get(key)
    if found is None:
        if len(_worded) >= _MOST_WORDED:
            _worded.clear()
        found = _worded[key] = spec, _in_words(spec)
    return found[1]


def _in_words(spec: ListSpec) -> ListSpec:
    return replace(
        spec,
        caption=str(spec.caption),
        columns=tuple(replace(column, label=str(column.label)) for column in spec.columns),
        tabs=tuple(replace(tab, label=str(tab.label)) for tab in spec.tabs),
        search_fields=tuple((code, str(label)) for code, label in spec.search_fields),
        search_label=str(spec.search_label),
        period_bases=tuple((code, str(label)) for code, label in spec.period_bases),
        selects=tuple(_select_in_words(select) for select in spec.selects),
    )


def _select_in_words(select: Select) -> Select:
    choices = select.choices
    if not callable(choices):
        choices = tuple((code, str(label)) for code, label in choices)
    return replace(select, label=str(select.label), choices=choices)


def clean_text(value: str, limit: int = MAX_QUERY) -> str:
    """Return text without control characters, composed (NFC), trimmed and cut."""
    return unicodedata.normalize("NFC", _CONTROL.sub("", value[: limit * 4])).strip()[:limit]


def _day(value: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(clean_text(value, 10))
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _whole(value: str, neutral: int) -> int:
    return int(value) if re.fullmatch(r"[0-9]{1,7}", value) else neutral


def _known(value: str, known: Sequence[str], neutral: str = "") -> str:
    return value if value in known else neutral


def sort_keys(spec: ListSpec) -> frozenset[str]:
    """Return what ?sort= may name."""
    return frozenset(c.sort_key for c in spec.columns if c.sort_key)


def parse(data: QueryDict, spec: ListSpec, *, today: dt.date | None = None) -> ListQuery:
    """Return what an address asks of a list.

    Never raises: whatever does not make sense is read as if it were not there.
    """
    since, until = _day(data.get("from", "")), _day(data.get("to", ""))
    if spec.default_days and today and not ({"from", "to", "ids"} & set(data)):
        since, until = today - dt.timedelta(days=spec.default_days - 1), today
    if since and until and since > until:
        since, until = until, since
    bases = [code for code, _label in spec.period_bases]
    sort = data.get("sort", "")
    where: dict[str, str] = {}
    for select in spec.selects:
        value = clean_text(data.get(select.key, ""))
        if value and value in {str(code) for code, _label in select.options()}:
            where[select.key] = value
    ids = [i for i in data.getlist("ids") if _ID.fullmatch(i)] if spec.row_id else []
    size = _whole(data.get("size", ""), spec.sizes[0])
    q = clean_text(data.get("q", ""))
    return ListQuery(
        tab=_known(data.get("tab", ""), [tab.key for tab in spec.tabs]),
        q=q,
        field=_known(data.get("field", ""), [code for code, _label in spec.search_fields]),
        basis=_known(data.get("basis", ""), bases, bases[0] if bases else ""),
        since=since if bases else None,
        until=until if bases else None,
        sort=sort if sort.removeprefix("-") in sort_keys(spec) else "",
        page=max(1, min(_whole(data.get("page", ""), 1), MAX_PAGE)),
        size=size if size in spec.sizes else spec.sizes[0],
        ids=tuple(dict.fromkeys(ids))[:MAX_IDS],
        where=where,
        to_the_end=bool(q) and data.get("count") == COUNT_ALL,
    )


def state(query: ListQuery, spec: ListSpec, **changes: Any) -> dict[str, str]:
    """Return the parameters of the address that asks the same, with some things changed.

    Neutral values are left out, so that the same list has one address.
    """
    sizes = spec.sizes
    dated = bool(query.since or query.until or spec.default_days) and bool(spec.period_bases)
    values: dict[str, Any] = {
        "tab": query.tab,
        "q": query.q,
        "field": query.field,
        **query.where,
        "basis": query.basis if dated else "",
        "from": query.since.isoformat() if query.since else None,
        "to": query.until.isoformat() if query.until else None,
        "sort": query.sort,
        "size": query.size if query.size != sizes[0] else "",
        "page": query.page if query.page > 1 else "",
        "count": COUNT_ALL if query.to_the_end else "",
    }
    values.update({key.rstrip("_"): value for key, value in changes.items()})
    kept = {key: str(value) for key, value in values.items() if value not in (None, "")}
    if spec.default_days and spec.period_bases and not ({"from", "to"} & set(kept)):
        # "All time" must be said when the list would otherwise choose a period itself.
        kept["from"] = ""
    return kept
