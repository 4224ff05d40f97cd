"""Searches whose SQL is kept find what those find that are put together anew, each reader their own."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from rocket3pl.catalog.documents import LinesOf
from rocket3pl.catalog.lists import FAILED, PRODUCTS
from rocket3pl.catalog.models import Sku
from rocket3pl.inbound.lists import INBOUNDS
from rocket3pl.inventory.lists import STOCK
from rocket3pl.outbound.lists import OUTBOUNDS
from rocket3pl.outbound.models import OutboundLine
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.owners.lists import OWNERS, PEOPLE
from rocket3pl.owners.login import MarketplaceKeyBackend
from rocket3pl.owners.models import Owner, User
from rocket3pl.shared import outlines
from rocket3pl.shared.listing import ListQuery, Page
from rocket3pl.shared.numbered import Among
from rocket3pl.shared.outlines import Outlines, Sql
from rocket3pl.shared.queries import folded_containing
from rocket3pl.shared.remembered import sql_of
from tests.factories import NOW, World, make_products, make_stock, make_world, order
from tests.support import Writing, acting, make_common

LISTS = {
    "products": PRODUCTS,
    "failed": FAILED,
    "stock": STOCK,
    "inbounds": INBOUNDS,
    "outbounds": OUTBOUNDS,
    "owners": OWNERS,
    "people": PEOPLE,
}
# One, two, too many words; what no index knows; what databases, formats and blanks might stumble over.
WORDS = [
    "니트", "圆领", "knit", "라운드 니트", "round knit", "a b c d e f g h i j", "ni", "없는것", "1", "0000",
    "100%", "a_b", "\\", "%s", "%%", "'\"", "ＫＮＩＴ", "니트\u3000라운드", "´knit",
    "\ue000", "%\ue000plain0\ue000%", "6801-2345-6789",
]  # fmt: skip
PERIOD = {"since": (NOW - timedelta(days=1)).date(), "until": (NOW + timedelta(days=1)).date()}
FIELDS = {
    "products": ("name", "fnsku"),
    "stock": ("seller_sku",),
    "inbounds": ("number", "name"),
    "outbounds": ("recipient", "order_no", "name"),
}
TABS = {"products": "approved", "stock": "ok", "inbounds": "completed", "outbounds": "requested"}
Things = tuple[World, dict[str, list[Any]]]


@pytest.fixture(scope="module")
def begun(writing: Writing) -> Things:
    """Products, stock and orders of Ara's and of her rival's, called the same."""
    with writing():
        world = make_world()
        goods: dict[str, list[Any]] = {}
        for who, pieces in (("ara", 10), ("chae", 30)):
            owner = getattr(world, who)
            goods[who] = make_products(owner, 2)
            make_stock(owner, goods[who], pieces)
            with acting(world.people[who]):
                submit_outbounds([order((goods[who][0], 1)), order((goods[who][1], 2))], key=who, now=NOW)
        return world, goods


@pytest.fixture
def world(db: None, begun: Things) -> World:
    """The people of the things."""
    return begun[0]


def _questions(name: str, words_asked: list[str]) -> Iterator[ListQuery]:
    for words in words_asked:
        yield ListQuery(q=words)
        yield from (ListQuery(q=words, field=field) for field in FIELDS.get(name, ()))
    for words in ("니트", "ORD", "EI EO"):
        yield ListQuery(q=words, tab=TABS.get(name, ""))
        yield ListQuery(q=words, **PERIOD)
        yield ListQuery(q=words, where={"warehouse": "ICN1"}, size=1, page=2)
        yield ListQuery(q=words, where={"warehouse": "ICN9"}, sort="-seller_sku")
        yield ListQuery(q=words, ids=("nothing",))
    yield ListQuery(where={"warehouse": "ICN1"}, **PERIOD)
    yield ListQuery(tab=TABS.get(name, ""), size=1, page=2)


def _answers(name: str, world: World, words: list[str]) -> list[Page]:
    found = []
    for query in _questions(name, words):
        # The warehouse alone sees owners and people; else each asks after another has.
        for who in ("dan",) if name in ("owners", "people") else ("ara", "dan", "chae", "ara"):
            with acting(world.people[who]):
                found.append(LISTS[name].page(query))
    return found


@pytest.mark.parametrize(
    ("cap", "wide", "words"),
    [(1, 1, WORDS[:6]), (1, 500, WORDS[:6]), (500, 500, WORDS)],
    ids=["common", "sparse", "rare"],
)
@pytest.mark.parametrize("name", LISTS)
def test_every_search_finds_what_is_put_together_anew(
    name: str, cap: int, wide: int, words: list[str], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_common(monkeypatch, cap, wide=wide)
    first, again = _answers(name, world, words), _answers(name, world, words)
    monkeypatch.setattr(Outlines, "sql", lambda _self, _what, query, build, ids=(): build(query, ids))
    anew = _answers(name, world, words)
    assert first == again == anew
    assert any(page.rows for page in anew) or name == "failed"


@pytest.mark.parametrize(("cap", "wide"), [(0, 0), (0, 500), (500, 500)], ids=["common", "sparse", "rare"])
@pytest.mark.parametrize("name", FIELDS)
def test_every_list_keeps_what_it_puts_together(
    name: str, cap: int, wide: int, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked a second time, with other words, nothing is put together."""
    make_common(monkeypatch, cap, wide=wide)
    made: list[Any] = []
    real = outlines._outlined
    monkeypatch.setattr(outlines, "_outlined", lambda *given: made.append(real(*given)) or made[-1])
    with acting(world.people["ara"]):
        for field in ("", *FIELDS[name]):
            for words in ("니트", "knit"):
                LISTS[name].page(ListQuery(q=words, field=field, basis=f"only here {cap} {wide}"))
                assert None not in made
                assert bool(made) == (words == "니트")
                made.clear()


class Built:
    """Puts a statement together, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, query: ListQuery, ids: Sequence[int]) -> Sql | None:
        self.times += 1
        rows = Sku.objects.filter(folded_containing(query.q, "search_text"))
        return sql_of((rows.filter(Among(F("pk"), list(ids))) if ids else rows).values("pk"))


def test_words_and_numbers_are_filled_in(world: World) -> None:
    kept, built = Outlines(), Built()
    with acting(world.people["ara"]):
        for words, ids in (("knit", (1, 2)), ("100%", (3,)), ("a_bcd", (4, 5, 6))):
            query = ListQuery(q=words)
            assert kept.sql("x", query, built, ids) == Built()(query, ids)
        assert built.times == 1
        for words in ("two words", "", "three of them"):
            assert kept.sql("x", ListQuery(q=words), built) == Built()(ListQuery(q=words), ())
    # Another number of words, and no numbers of rows: each is a statement of its own.
    assert built.times == 4


def test_a_statement_is_kept_for_one_owner_only(world: World) -> None:
    kept, built = Outlines(), Built()
    for who, times in (("ara", 1), ("chae", 2), ("dan", 3), ("bom", 3), ("eun", 3), ("chae", 3)):
        with acting(world.people[who]):
            asked = kept.sql("x", ListQuery(q="knit"), built)
            assert asked == Built()(ListQuery(q="knit"), ())
        assert asked
        owner = world.people[who].owner_id
        assert (owner in asked[1], built.times) == (owner is not None, times)


def test_nothing_else_of_a_query_is_filled_in(world: World) -> None:
    """Whatever a list does with a tab, a period or a filter: another one is another statement."""
    kept, built = Outlines(), Built()
    others = [
        {"tab": "approved"}, {"field": "name"}, {"basis": "decided"}, {"since": NOW.date()},
        {"until": NOW.date()}, {"where": {"warehouse": "ICN1"}}, {"where": {"warehouse": "ICN2"}},
    ]  # fmt: skip
    with acting(world.people["ara"]):
        for n, other in enumerate(others, start=1):
            kept.sql("x", ListQuery(q="knit", **other), built)
            kept.sql("x", ListQuery(q="cup", size=50, page=3, sort="name", **other), built)
            assert built.times == n


def test_what_makes_something_else_of_the_words_is_put_together_each_time(world: World) -> None:
    def backwards(query: ListQuery, _ids: Sequence[int]) -> Sql | None:
        return sql_of(Sku.objects.filter(name_en__startswith=query.q[::-1]).values("pk"))

    kept = Outlines()
    with acting(world.people["ara"]):
        for words in ("knit", "cup"):
            asked = kept.sql("x", ListQuery(q=words), backwards)
            assert asked == backwards(ListQuery(q=words), ())


def test_a_list_that_keeps_nothing_looks_at_the_words(world: World) -> None:
    def if_a_number(query: ListQuery, _ids: Sequence[int]) -> Sql | None:
        return sql_of(Sku.objects.filter(pk=int(query.q) if query.q.isdigit() else 0).values("pk"))

    kept = Outlines(keeping=False)
    with acting(world.people["ara"]):
        for words in ("knit", "12"):
            assert kept.sql("x", ListQuery(q=words), if_a_number) == if_a_number(ListQuery(q=words), ())


def test_ticked_rows_are_never_kept(world: World) -> None:
    kept, built = Outlines(), Built()
    with acting(world.people["ara"]):
        for times in (1, 2):
            kept.sql("x", ListQuery(q="knit", ids=("a",)), built)
            assert built.times == times


def test_more_forms_than_are_kept_begin_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Outlines, "MOST_KEPT", 2)
    kept, built = Outlines(), Built()
    with acting(world.people["ara"]):
        for tab in ("a", "b", "c", "a"):
            query = ListQuery(tab=tab, q="knit")
            assert kept.sql("x", query, built) == Built()(query, ())
    assert built.times == 4


def test_lines_are_those_of_the_reader(world: World) -> None:
    """Asked for the numbers of both, each gets the lines of their own documents only."""
    lines = LinesOf(
        OutboundLine,
        "outbound_id",
        lambda rows: rows.order_by("id").values("outbound_id", "quantity", "owner_id"),
    )
    with acting(world.people["dan"]):
        known = list(OutboundLine.objects.order_by("id").values("outbound_id", "quantity", "owner_id"))
    numbers = [line["outbound_id"] for line in known]
    for who in ("ara", "chae", "dan", "ara", "chae"):
        owner = world.people[who].owner_id
        with acting(world.people[who]):
            assert lines(numbers) == [line for line in known if owner in (None, line["owner_id"])]
            assert lines(numbers[:1]) == [line for line in known[:1] if owner in (None, line["owner_id"])]
            assert lines([]) == []


@pytest.mark.django_db
def test_everybody_is_read_as_themselves(world: World) -> None:
    """The statement of who reads is kept for all; each session finds its own person and owner."""
    backend = MarketplaceKeyBackend()
    for _ in range(2):
        for user in world.people.values():
            found = backend.get_user(user.pk)
            assert found is not None
            stored = User.objects.select_related("owner").get(pk=user.pk)
            for model, mine, theirs in ((User, found, stored), (Owner, found.owner, stored.owner)):
                columns = [field.attname for field in model._meta.concrete_fields]
                assert [getattr(mine, name, None) for name in columns] == [
                    getattr(theirs, name, None) for name in columns
                ]
    User.objects.filter(pk=world.people["bom"].pk).update(is_active=False)
    Owner.objects.filter(pk=world.chae.pk).update(status="suspended")
    assert backend.get_user(world.people["bom"].pk) is None
    assert backend.get_user(world.people["chae"].pk) is None
    assert backend.get_user(-57_344) is None
    assert backend.get_user(0) is None
