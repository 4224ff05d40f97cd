"""Lines of goods in a form: a product and a number of pieces, as 입고신청 and 출고신청 both have them.

Every line has a key of its own, made when it is put into the page. Its inputs are named by it, so
that lines can be taken out and put in without renaming the others.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from rocket3pl.shared.errors import Problem
from rocket3pl.shared.listing import Row
from rocket3pl.web.forms import Form, PiecesField, TextField, problems_to_form
from rocket3pl.web.list_cells import name_order, names
from rocket3pl.web.list_spec import Column
from rocket3pl.web.lists import Local, Writer, safe

MAX_READ = 3_000
_KEY = re.compile(r"[a-z0-9]{1,16}", re.ASCII)
_NAME = Column("name", "", "name")


def new_key() -> str:
    """Return a key for a line or an order in a page."""
    return secrets.token_hex(5)


def keys(data: QueryDict, name: str) -> list[str]:
    """Return the keys that a form came with, in its order; malformed and repeated ones are left out."""
    return [k for k in dict.fromkeys(data.getlist(name)) if _KEY.fullmatch(k)][:MAX_READ]


def product_names(row: Row) -> list[tuple[str, str]]:
    """Return a product's names as (text, html lang), the reader's first."""
    return names(_NAME, row)


class MoreProducts:
    """The second line of a document's product: its reader's name, and how many more kinds there are."""

    def __call__(self, row: Row) -> str:
        """Return the line of one row, "" for a document without lines."""
        return self.on_page()(row)

    def on_page(self) -> Writer:
        """Return the same for the rows of one page."""
        order, others = [code for code in name_order() if code != "zh"], gettext("외 %(n)s건")

        def write(row: Row) -> str:
            if not row.get("lines"):
                return ""
            code, text = next(((code, text) for code in order if (text := row[f"name_{code}"])), ("", ""))
            parts = [f'<span lang="{code}">{safe(text)}</span>'] if text else []
            if row["lines"] > 1:
                parts.append(safe(others % {"n": row["lines"] - 1}))
            return Markup(" · ".join(parts))  # noqa: S704 - every part went through safe()

        return write


class LineForm(Form):
    """One line as it is posted."""

    product = TextField(label=_("상품"), max_length=36, widget=forms.HiddenInput)
    quantity = PiecesField(label=_("수량"))


@dataclass(slots=True)
class Line:
    """One line as a page shows it. `facts` is None for a product that the seller does not have."""

    key: str
    form: LineForm
    facts: Row | None
    asked_elsewhere: int = 0

    @property
    def product(self) -> str:
        """Return the public id of the product."""
        return str(self.form["product"].value() or "")

    @property
    def name(self) -> str:
        """Return the Chinese name, which names the line's inputs."""
        return str(self.facts["name_zh"]) if self.facts else ""

    @property
    def names(self) -> list[tuple[str, str]]:
        """Return the product's names as (text, html lang)."""
        return product_names(self.facts) if self.facts else []

    @property
    def names_zh(self) -> list[tuple[str, str]]:
        """Return the same with the Chinese name first, where the column is called 중문상품명."""
        return sorted(self.names, key=lambda name: name[1] != "zh-Hans")

    @property
    def warehouse(self) -> str:
        """Return the warehouse's name."""
        return Local("warehouse")(self.facts) if self.facts else ""

    @property
    def pieces(self) -> int:
        """Return how many pieces are asked for, 0 while that is no number."""
        try:
            return PiecesField(required=False).clean(self.form["quantity"].value()) or 0
        except forms.ValidationError:
            return 0

    @property
    def available(self) -> int:
        """Return 가용재고 of the product."""
        return int(self.facts["available"]) if self.facts else 0

    @property
    def left(self) -> int:
        """Return 출고가능수량: what is there less what the form's other lines ask for."""
        return max(0, self.available - self.asked_elsewhere)


def fresh_line(facts: Row, *, prefix: str = "", quantity: int | str = 1) -> Line:
    """Return a line for a product that is being added."""
    key = new_key()
    initial = {"product": str(facts["public_id"]), "quantity": quantity}
    return Line(key, LineForm(prefix=prefix + key, initial=initial), facts)


def posted_line(data: QueryDict, key: str, goods: Mapping[str, Row], *, prefix: str, judged: bool) -> Line:
    """Return a line as it was typed; with `judged` its form tells what is wrong with it."""
    at = prefix + key
    product = data.get(f"{at}-product", "")[:100]
    if judged:
        form = LineForm(data, prefix=at)
    else:
        form = LineForm(prefix=at, initial={"product": product, "quantity": data.get(f"{at}-quantity", "")})
    return Line(key, form, goods.get(product))


def put_problems(
    problems: Sequence[Problem],
    forms_by_path: Mapping[str, forms.BaseForm],
    sentences: Mapping[str, Any],
) -> list[Problem]:
    """Put problems of the domain on fields that have no error yet; return those of no field."""
    left = []
    for problem in problems:
        path, _dot, name = problem.path.rpartition(".")
        form = forms_by_path.get(path)
        if form is not None and name in form.errors:
            continue
        left += problems_to_form([problem], forms_by_path, sentences)
    return left
