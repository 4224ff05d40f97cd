"""What a sheet of products says: which column is which field, and rows as a form would send them."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.http import QueryDict
from django.utils import translation

from rocket3pl.documents.queries import pictures_named
from rocket3pl.portal.products.blocks import prefix
from rocket3pl.portal.products.forms import BATTERY, ORIGINS, ProductForm
from rocket3pl.warehouses.queries import open_warehouses

COLUMNS = tuple(n for n in ProductForm.base_fields if n not in ("name_en_draft", "name_ko_draft"))
# What need not stand in the file: a picture, the one warehouse, the usual currency, no battery.
SPARED = frozenset({"image", "warehouse", "declared_currency", "has_battery"})
_YES = frozenset({"y", "yes", "true", "1", "o", "예", "있음", "是"})
_NO = frozenset({"", "n", "no", "false", "0", "x", "아니오", "없음", "否"})


def label(name: str) -> str:
    """Return the title of a field's column, in the reader's language."""
    return str(ProductForm.base_fields[name].label)


def _in_every_language(text: object) -> Iterator[str]:
    """Yield a word in the languages of the product, folded, for comparing with what people type."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield str(text).casefold()


def columns_of(titles: Sequence[str]) -> dict[int, str]:
    """Return which field each column of the file holds, by the column's title in any language."""
    known = {
        word: name for name in COLUMNS for word in _in_every_language(ProductForm.base_fields[name].label)
    }
    found = [title.replace("*", "").strip().casefold() for title in titles]
    return {at: known[title] for at, title in enumerate(found) if title in known}


def _choice(text: str, choices: dict[str, str]) -> str:
    """Return the code of what was typed; what is no choice stays, for the form to refuse."""
    return choices.get(text.casefold(), text)


def _warehouses() -> dict[str, str]:
    found = {}
    for w in open_warehouses():
        found.update({word.casefold(): w.code for word in (w.code, w.name_ko, w.name_zh, w.name_en)})
    if len(set(found.values())) == 1:
        found[""] = next(iter(found.values()))
    return found


def rows_as_typed(rows: Sequence[Sequence[str]], columns: dict[int, str], picture: str) -> QueryDict:
    """Return the rows as the form of as many blocks would be sent."""
    data = QueryDict(mutable=True)
    warehouses = _warehouses()
    origins = {
        w: code for code, name in ORIGINS.items() for w in (code.casefold(), *_in_every_language(name))
    }
    battery = dict.fromkeys(_YES, "yes") | dict.fromkeys(_NO, "no")
    battery |= {w: code for code, label in BATTERY for w in _in_every_language(label)}
    texts = [{name: row[at].strip() for at, name in columns.items() if at < len(row)} for row in rows]
    pictures = pictures_named([t["image"] for t in texts if t.get("image")])
    for index, typed in enumerate(texts):
        values = {
            **typed,
            "image": pictures.get(typed.get("image", ""), picture),
            "warehouse": _choice(typed.get("warehouse", ""), warehouses),
            "origin": _choice(typed.get("origin", ""), origins),
            "declared_currency": typed.get("declared_currency", "").upper() or "USD",
            "has_battery": _choice(typed.get("has_battery", ""), battery),
        }
        data.appendlist("block", str(index))
        for name, value in values.items():
            data[f"{prefix(index)}-{name}"] = value
    return data


def lacking(columns: dict[int, str]) -> list[str]:
    """Return the titles of columns that a file must have and does not."""
    needed = [n for n in COLUMNS if ProductForm.base_fields[n].required and n not in SPARED]
    return [label(n) for n in needed if n not in columns.values()]
