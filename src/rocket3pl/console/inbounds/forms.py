"""What the warehouse types about an inbound: counted pieces per line, and goods nobody announced."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.queries import products_by_code
from rocket3pl.console.forms import CountField
from rocket3pl.console.show import main_name
from rocket3pl.inbound.models import InboundLine
from rocket3pl.inbound.receiving import CountedLine
from rocket3pl.web.forms import Form, TextField

MAX_EXTRA = 100


class CountForm(Form):
    """Pieces counted now of one product. Its labels name the product."""

    good = CountField(label=_("양품 수량"))
    damaged = CountField(label=_("불량 수량"))

    def __init__(self, *args: Any, sku: Sku, line: InboundLine | None = None, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"p{sku.public_id.hex}", **kwargs)
        self.sku, self.line = sku, line
        name = main_name(sku)
        self.fields["good"].label = gettext("양품 수량 〈%(name)s〉") % {"name": name}
        self.fields["damaged"].label = gettext("불량 수량 〈%(name)s〉") % {"name": name}

    @property
    def left(self) -> int:
        """Return how many announced pieces have not been counted yet."""
        return max(0, self.line.announced - self.line.good - self.line.damaged) if self.line else 0


class CodeForm(Form):
    """The code of a product that came without having been announced."""

    code = TextField(label=_("Fnsku 또는 Seller Sku"), max_length=64, required=False)


class Counting:
    """검수: all line forms of one page, and the products added to it."""

    def __init__(self, rows: Sequence[InboundLine], owner_id: int, data: Any = None) -> None:
        self.owner_id = owner_id
        self.data = data
        self.forms = [CountForm(data, sku=n.sku, line=n) for n in rows]
        self.code = CodeForm(data, auto_id="receive-%s")
        known = {form.sku.public_id.hex for form in self.forms}
        if data is not None:
            asked = [c for c in dict.fromkeys(self.data.getlist("extra")[:MAX_EXTRA]) if c not in known]
            self.forms += [CountForm(data, sku=sku) for sku in self._extra(asked)]

    def _extra(self, asked: Sequence[str]) -> list[Sku]:
        wanted = [c for c in asked if len(c) == 32 and c.isalnum() and c.isascii()]  # noqa: PLR2004 - a UUID
        wanted = [c for c in wanted if all(sign in "0123456789abcdef" for sign in c)]
        rows = Sku.objects.select_related("image").filter(public_id__in=wanted, owner_id=self.owner_id)
        by_id = {s.public_id.hex: s for s in rows}
        return [by_id[c] for c in wanted if c in by_id]

    @property
    def extras(self) -> list[str]:
        """Return the ids of the products that were added."""
        return [form.sku.public_id.hex for form in self.forms if form.line is None]

    def is_valid(self) -> bool:
        """Say whether every number makes sense."""
        return all([form.is_valid() for form in self.forms])  # noqa: C419 - each shows its errors

    def counted(self) -> list[CountedLine]:
        """Return the numbers for the operation, in the order of the forms."""
        return [
            CountedLine(
                str(f.sku.public_id), f.cleaned_data.get("good") or 0, f.cleaned_data.get("damaged") or 0
            )
            for f in self.forms
        ]

    @property
    def paths(self) -> dict[str, Any]:
        """Return the forms by the path of their problems."""
        return {f"lines.{i}": form for i, form in enumerate(self.forms)}

    def fill(self) -> None:
        """Put into every line what is still to come (신청 수량대로 채우기)."""
        filled = self.data.copy()
        for form in self.forms:
            if form.line is not None:
                filled[f"{form.prefix}-good"] = str(form.left)
        self.forms = [CountForm(filled, sku=f.sku, line=f.line) for f in self.forms]

    def add(self) -> bool:
        """Add the product whose code was typed; False, with the reason at the field, when there is none."""
        if not self.code.is_valid():
            return False
        found = products_by_code(self.owner_id, self.code.cleaned_data["code"] or "")
        if len(found) != 1:
            self.code.add_error(
                "code",
                _("여러 상품이 같은 코드를 씁니다. Fnsku를 입력해 주세요")
                if found
                else _("이 화주의 승인된 상품 중에 없는 코드입니다"),
            )
            return False
        sku = found[0]
        if all(form.sku.pk != sku.pk for form in self.forms):
            self.forms.append(CountForm(self.data, sku=sku))
        self.code = CodeForm(auto_id="receive-%s")
        return True
