"""The blocks #1, #2 … of 신규상품정보등록: which there are, and their forms in order.

Each block's fields begin with p〈index〉-; hidden inputs `block` name the indices in their order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from rocket3pl.catalog.codes import check_codes
from rocket3pl.documents.models import StoredFile
from rocket3pl.documents.queries import stored_files
from rocket3pl.portal.products.forms import ProductForm
from rocket3pl.reference.models import name_in
from rocket3pl.shared.errors import Problem
from rocket3pl.warehouses.queries import open_warehouses
from rocket3pl.web.forms import problems_to_form

MAX_BLOCKS = 50
_INDEX = re.compile(r"[0-9]{1,4}")


def warehouse_choices(language: str) -> list[tuple[str, str]]:
    """Return the warehouses in use, named in the reader's language."""
    return [(w.code, name_in(w, language)) for w in open_warehouses()]


def indices(data: QueryDict) -> list[int]:
    """Return the indices of the blocks that a form came with, each once, in order."""
    given = [int(text) for text in data.getlist("block") if _INDEX.fullmatch(text)]
    return list(dict.fromkeys(given))


@dataclass
class Block:
    """One block: its index in the form and what is in it."""

    index: int
    form: ProductForm


@dataclass
class Blocks:
    """All blocks of a page, and what is wrong with none of them in particular."""

    blocks: list[Block]
    problems: list[Problem] = field(default_factory=list)

    @property
    def forms(self) -> list[ProductForm]:
        """Return the forms, in order."""
        return [block.form for block in self.blocks]

    def add(self, problems: Sequence[Problem]) -> None:
        """Put the domain's problems on their blocks; keep those that belong to none."""
        by_path = {str(place): form for place, form in enumerate(self.forms)}
        self.problems += problems_to_form(problems, by_path)

    def check_codes(self) -> None:
        """Say at each block which of its codes are taken, even while other fields are wrong."""
        self.add(check_codes([form.codes() for form in self.forms]))

    def pictures(self) -> dict[str, StoredFile]:
        """Return the pictures that the blocks name, by public id, with one statement."""
        wanted = [str(form["image"].value() or "") for form in self.forms]
        return {str(f.public_id): f for f in stored_files([w for w in wanted if w])}


def prefix(index: int) -> str:
    """Return what the names of a block's fields begin with."""
    return f"p{index}"


def empty_block(index: int, warehouses: Sequence[tuple[str, str]], warehouse: str = "") -> Block:
    """Return a block nobody has typed in yet."""
    form = ProductForm(prefix=prefix(index), warehouses=warehouses, initial={"warehouse": warehouse})
    return Block(index, form)


def posted(data: QueryDict, warehouses: Sequence[tuple[str, str]]) -> Blocks:
    """Return the blocks as they were sent."""
    found = indices(data)
    problems = []
    if len(found) > MAX_BLOCKS:
        problems.append(Problem("", "too_many_blocks", {"max": MAX_BLOCKS}))
    if not found:
        problems.append(Problem("", "nothing_to_apply"))
    blocks = [
        Block(i, ProductForm(data, prefix=prefix(i), warehouses=warehouses)) for i in found[:MAX_BLOCKS]
    ]
    return Blocks(blocks, problems)


def resumed(data: QueryDict, warehouses: Sequence[tuple[str, str]]) -> Blocks:
    """Return the blocks of a draft: filled, but not judged yet."""
    blocks = []
    for i in indices(data)[:MAX_BLOCKS]:
        head = f"{prefix(i)}-"
        initial = {name.removeprefix(head): data[name] for name in data if name.startswith(head)}
        blocks.append(Block(i, ProductForm(prefix=prefix(i), warehouses=warehouses, initial=initial)))
    return Blocks(blocks or [empty_block(0, warehouses)])
