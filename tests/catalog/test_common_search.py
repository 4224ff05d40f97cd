"""A search with more hits than are counted shows the same rows, in the same order, as the file of it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rocket3pl.catalog.approval import approve_product
from rocket3pl.catalog.lists import PRODUCTS
from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.operations import Application, apply_products
from rocket3pl.catalog.queries import Stockable, stockables
from rocket3pl.inbound.lists import INBOUNDS
from rocket3pl.inventory.lists import STOCK
from rocket3pl.outbound.fulfilment import accept_outbound
from rocket3pl.outbound.lists import OUTBOUNDS
from rocket3pl.outbound.models import Outbound
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.owners.models import Owner, User
from rocket3pl.shared import counting, finding
from rocket3pl.shared.commonness import COMMON_GRAMS, is_common
from rocket3pl.shared.latest import EVERY
from rocket3pl.shared.listing import ListQuery, Page, Row, Source
from rocket3pl.shared.minute import ForAMinute
from tests.factories import NOW, World, facts, make_file, make_stock, make_world, new_key, order
from tests.support import Writing, acting, make_common

CAP = 3
KNITS, CUPS = 9, 3
CUP = {"name_zh": "304不锈钢保温杯", "name_ko": "텀블러", "name_en": "Steel Tumbler", "option_text": "黑"}
SOURCES: dict[str, tuple[Source, str]] = {
    "products": (PRODUCTS, "public_id"),
    "stock": (STOCK, "public_id"),
    "inbounds": (INBOUNDS, "number"),
    "outbounds": (OUTBOUNDS, "number"),
}


@dataclass(frozen=True)
class Shop:
    """What one owner has: knits, then cups, and outbounds of them, oldest first."""

    owner: Owner
    goods: list[Stockable]
    numbers: list[str]


def stocked(world: World, owner: Owner, who: str) -> Shop:
    """Make products with stock by one inbound each, and orders on three days; the first two are accepted."""
    image = str(make_file(owner).public_id)
    with acting(world.people[who]):
        given = [facts(image=image) for _ in range(KNITS)]
        given += [replace(facts(image=image), **CUP) for _ in range(CUPS)]
        made = apply_products([Application("ICN1", f) for f in given], key=new_key(), now=NOW)["products"]
    with acting(world.people["dan"]):
        for public_id in made:
            approve_product(public_id, version=None, now=NOW)
        known = stockables(made)
    goods = [known[public_id] for public_id in made]
    for n, item in enumerate(goods):
        make_stock(owner, [item], 20 if n % 2 else 4)
    with acting(world.people[who]):
        orders = [
            order(*((g, 1) for g in dict.fromkeys((goods[n % KNITS], goods[n % 4], goods[-1 - n % 2]))))
            for n in range(8)
        ]
        numbers: list[str] = []
        for n, one in enumerate(orders):
            day = NOW + timedelta(days=n // 3)
            numbers += submit_outbounds([one], key=new_key(), now=day)["numbers"]
    with acting(world.people["dan"]):
        for number in numbers[:2]:
            accept_outbound(number, version=None, now=NOW)
    return Shop(owner, goods, numbers)


@pytest.fixture(scope="module")
def filled(writing: Writing) -> tuple[World, dict[str, Shop]]:
    """The same kind of shop for Ara and her rival Chae, made once: most tests only look at them."""
    with writing():
        world = make_world()
        return world, {who: stocked(world, getattr(world, who), who) for who in ("ara", "chae")}


@pytest.fixture
def world(db: None, filled: tuple[World, dict[str, Shop]]) -> World:
    """The people of the shops."""
    return filled[0]


@pytest.fixture
def shops(db: None, filled: tuple[World, dict[str, Shop]]) -> dict[str, Shop]:
    """The shops, by who sells there."""
    return filled[1]


WAYS: dict[str, dict[str, Any]] = {
    "walked": {},
    "walk too short": {"walk": 4},
    "tried wider": {"short": 3, "wide": 6},
    "tried wider, walk too short": {"walk": 4, "short": 3, "wide": 6},
    "among the latest": {"short": 3, "wide": 20, "latest": (4, 6, EVERY)},
    "among the latest, few lines": {"short": 3, "wide": 20, "latest": (4, 6, EVERY), "lines": 1},
    "gone through among the latest": {
        "short": 3,
        "wide": 20,
        "latest": (4, 6, EVERY),
        "lines": 2,
        "single": 1,
    },
    "many among the latest": {"short": 3, "wide": 20, "latest": (4, 6, EVERY), "few": 1},
}


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def common(request: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every search with more than three hits is a common one."""
    make_common(monkeypatch, CAP, **request.param)


@pytest.fixture(params=[10_000, 4], ids=["first hits of a walk", "walk too short for hits"])
def analysed(request: Any, shops: dict[str, Shop], monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL knows which words are common, as it does after autovacuum."""
    make_common(monkeypatch, CAP)
    monkeypatch.setattr(finding, "HITS_WALK", request.param)
    analyse()


def analyse() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE catalog_sku, inbound_inbound, outbound_outbound")


def pages(source: Source, query: ListQuery) -> list[Page]:
    """Read page after page until one has no rows."""
    found: list[Page] = []
    while True:
        page = source.page(replace(query, page=len(found) + 1))
        if not page.rows:
            return found
        found.append(page)


def keys(rows: list[Row], key: str) -> list[str]:
    return [str(row[key]) for row in rows]


def in_file(name: str, query: ListQuery) -> list[str]:
    source, key = SOURCES[name]
    return keys(list(source.every(query)), key)


def assert_the_same(name: str, query: ListQuery) -> None:
    """See that all pages together are what the file has, and that counts keep to the truth."""
    source, key = SOURCES[name]
    expected = in_file(name, query)
    found = pages(source, query)
    assert [k for page in found for k in keys(page.rows, key)] == expected
    for n, page in enumerate(found, start=1):
        assert page.total == page.counts[query.tab]
        if page.at_least:
            assert min(n * query.size + 1, len(expected)) <= page.total <= len(expected)
        else:
            assert page.total == len(expected)


QUESTIONS: dict[str, dict[str, Any]] = {
    "common": {"q": "니트"},
    "two words": {"q": "라운드 knit"},
    "too short for the index": {"q": "ni"},
    "both kinds": {"q": "30"},
    "few": {"q": "텀블러"},
    "none": {"q": "없는것"},
    "name": {"q": "니트", "field": "name"},
    "owner": {"q": "니트", "where": {"owner": "of ara"}},
    "warehouse": {"q": "니트", "where": {"warehouse": "ICN1"}},
    "other warehouse": {"q": "니트", "where": {"warehouse": "ICN9"}},
    "first day": {"q": "니트", "since": date(2026, 11, 22), "until": date(2026, 11, 22)},
    "later days": {"q": "니트", "since": date(2026, 11, 23)},
}
TABS = {
    "products": ("approved", "requested"),
    "stock": ("ok", "out"),
    "inbounds": ("completed", "requested"),
    "outbounds": ("requested", "accepted", "delivered"),
}


@pytest.mark.usefixtures("common")
def test_pages_are_those_of_the_file(world: World, shops: dict[str, Shop]) -> None:
    for who, name in product(("ara", "dan"), SOURCES):
        with acting(world.people[who]):
            for asked in QUESTIONS.values():
                query = ListQuery(**asked, size=3)
                if query.where.get("owner"):
                    query = replace(query, where={"owner": shops["ara"].owner.code})
                assert_the_same(name, query)


@pytest.mark.usefixtures("analysed")
def test_pages_of_a_word_known_to_be_common(world: World, shops: dict[str, Shop]) -> None:
    """Whether the walk for the first hits finds enough of them or not. It is the warehouse's only."""
    numbers = {"products": (), "stock": (), "inbounds": ("EI0", "2026"), "outbounds": ("EO0", "ORD-")}
    with acting(world.people["dan"]):
        for name, more in numbers.items():
            for asked in (*QUESTIONS.values(), *({"q": q} for q in more)):
                assert_the_same(name, ListQuery(**asked, size=3))


def test_postgresql_knows_which_words_are_common(world: World, shops: dict[str, Shop]) -> None:
    """Once it was told to look, and for searches in the rows of all owners."""
    postgres = connection.vendor == "postgresql"
    with acting(world.people["dan"]):
        words = (
            "니트",
            "라운드 knit",
            "텀블러",
            Sku.objects.values_list("fnsku", flat=True)[0],
            "없는것",
            "n",
        )
        assert [is_common(Sku, word) for word in words] == [False] * len(words)
        COMMON_GRAMS.forget()
        analyse()
        assert [is_common(Sku, word) for word in words] == [postgres] * 3 + [False] * 3
        assert not is_common(Outbound, "니트")
    with acting(world.people["ara"]):
        assert not is_common(Sku, "니트")


@pytest.mark.parametrize("name", SOURCES)
def test_all_is_counted_for_who_asks(
    world: World, shops: dict[str, Shop], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same rows, with the numbers of a search that is no common one."""
    source, key = SOURCES[name]
    for who, tab in product(("ara", "chae", "dan"), ("", *TABS[name])):
        with acting(world.people[who]):
            asked = ListQuery(q="니트", tab=tab, size=3)
            exact = source.page(asked)
            assert (exact.at_least, exact.first_hits) == (False, False)
            with monkeypatch.context() as patched:
                make_common(patched, CAP, short=10_000)
                first, whole = source.page(asked), source.page(replace(asked, to_the_end=True))
            assert (first.at_least, first.first_hits) == (True, True)
            assert whole == exact
            assert keys(first.rows, key) == keys(exact.rows, key)
            assert first.counts[""] < exact.counts[""] == len(in_file(name, replace(asked, tab="")))


def knits(person: User, page: int = 1, **more: Any) -> tuple[int, bool]:
    """Search the inbounds, nine of knits and then three of cups; return how many are said to be there."""
    with acting(person):
        found = INBOUNDS.page(ListQuery(q="니트", size=2, page=page, **more))
    assert len(found.rows) == 2
    return found.total, found.at_least


def test_sparse_hits_are_all_counted(
    world: World, shops: dict[str, Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a short walk fills no page, and they are few; never those of all owners."""
    make_common(monkeypatch, CAP, short=3, wide=9)
    assert knits(world.people["ara"]) == (9, False)
    assert knits(world.people["ara"], tab="completed") == (9, False)
    assert knits(world.people["ara"], sort="number") == (9, False)
    assert knits(world.people["dan"]) == (3, True)
    # One more than are tried.
    make_common(monkeypatch, CAP, short=3, wide=8)
    assert knits(world.people["ara"]) == (8, True)
    # Four knits among the latest seven: enough for the first page, not for the second.
    make_common(monkeypatch, CAP, short=6, wide=9)
    assert knits(world.people["ara"]) == (3, True)
    assert knits(world.people["ara"], page=2) == (9, False)


def test_newest_hits_are_looked_up(
    world: World, shops: dict[str, Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among the latest documents of one owner, and among more if these do not fill the page."""
    # Three cups, then as many knits as are left.
    make_common(monkeypatch, CAP, short=3, wide=20, latest=(6, EVERY), lines=1)
    assert knits(world.people["ara"]) == knits(world.people["chae"]) == (3, True)
    assert knits(world.people["ara"], page=2) == (5, True)
    assert knits(world.people["ara"], tab="completed") == (3, True)
    assert knits(world.people["dan"]) == (3, True)
    # Two of them, then all. That there are more than are shown is seen by a line.
    make_common(monkeypatch, CAP, short=3, wide=20, latest=(5, EVERY), lines=1)
    assert knits(world.people["ara"]) == (3, True)
    # Of no more lines than are wanted, all are looked up at once.
    make_common(monkeypatch, CAP, short=3, wide=20, latest=(6,), lines=3)
    assert knits(world.people["ara"]) == knits(world.people["ara"], page=2) == (9, False)


def test_lines_beyond_what_is_wanted(
    world: World, shops: dict[str, Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the eight outbounds has two lines or three; of the last that is looked at, some are not."""
    query = ListQuery(q="니트", size=2)
    with acting(world.people["ara"]):
        expected = in_file("outbounds", query)
        for lines in (1, 2, 3, 4, 5):
            make_common(monkeypatch, CAP, short=3, wide=20, latest=(EVERY,), lines=lines)
            page = OUTBOUNDS.page(query)
            assert keys(page.rows, "number") == expected[:2]
            # Twelve lines are of knits.
            assert (page.total, page.at_least) == ((8, False) if lines > 2 else (3, True))
            assert_the_same("outbounds", query)


def test_lines_are_gone_through_on_postgresql(
    world: World, shops: dict[str, Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """For more than a few products, among the latest documents; half as many lines are enough."""
    for who in ("ara", "chae"):
        with acting(world.people[who]):
            make_common(monkeypatch, CAP, short=3, wide=20, latest=(6,), lines=2, single=KNITS - 1)
            with CaptureQueriesContext(connection) as sent:
                page = INBOUNDS.page(ListQuery(q="니트", size=2))
            assert keys(page.rows, "number") == in_file("inbounds", ListQuery(q="니트"))[:2]
            assert (page.total, page.at_least) == (3, True)
            gone_through = [
                s for s in sent.captured_queries if "IN (SELECT id FROM goods)) IS TRUE" in s["sql"]
            ]
            assert len(gone_through) == (1 if connection.vendor == "postgresql" else 0)
            # A whole list is not gone through: as many lines are wanted of it as of fewer products.
            make_common(monkeypatch, CAP, short=3, wide=20, latest=(EVERY,), lines=3, single=1)
            page = OUTBOUNDS.page(ListQuery(q="니트", size=2))
            assert (page.total, page.at_least) == (8, False)


def test_a_new_document_is_shown_at_once(
    world: World, shops: dict[str, Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of a page that was looked up is kept for a minute."""
    make_common(monkeypatch, CAP, short=2, wide=20, latest=(3, EVERY))
    query, goods = ListQuery(q="니트", size=2), shops["ara"].goods
    with acting(world.people["ara"]):
        before = keys(OUTBOUNDS.page(query).rows, "number")
        cup = submit_outbounds([order((goods[-1], 1))], key=new_key(), now=NOW)["numbers"]
        assert keys(OUTBOUNDS.page(query).rows, "number") == before
        knit = submit_outbounds([order((goods[0], 1), (goods[-1], 1))], key=new_key(), now=NOW)["numbers"]
        page = OUTBOUNDS.page(query)
        assert keys(page.rows, "number") == [*knit, before[0]]
        assert (page.total, page.at_least) == (3, True)
        assert keys(OUTBOUNDS.page(replace(query, q=cup[0])).rows, "number") == cup
        Sku.objects.filter(public_id=goods[0].public_id).update(search_text="")
        assert keys(OUTBOUNDS.page(query).rows, "number") == before


def test_lines_of_many_products_are_gone_through(
    world: World, shops: dict[str, Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among the latest documents, of which the first three are of cups."""
    make_common(monkeypatch, CAP, short=3, wide=20, latest=(6,), few=KNITS - 1, lines=1)
    assert knits(world.people["ara"]) == knits(world.people["ara"], tab="completed") == (3, True)
    assert knits(world.people["chae"]) == (3, True)
    # One short of a page: it is tried for. There are no more than are tried.
    make_common(monkeypatch, CAP, short=3, wide=20, latest=(5,), few=KNITS - 1, lines=1)
    assert knits(world.people["ara"]) == (9, False)
    # As many as are few.
    make_common(monkeypatch, CAP, short=3, wide=20, latest=(EVERY,), few=KNITS)
    assert knits(world.people["ara"]) == (9, False)


@pytest.mark.parametrize("name", ["inbound", "outbound"])
def test_sqlite_goes_through_no_more_lines_than_it_has_to(
    world: World, shops: dict[str, Shop], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps no statistics, and would begin with the lines: all of an owner's for each product."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's plans depend on statistics")
    make_common(monkeypatch, CAP, short=3, wide=20, latest=(6, EVERY))
    with acting(world.people["ara"]), CaptureQueriesContext(connection) as sent:
        SOURCES[f"{name}s"][0].page(ListQuery(q="니트", size=2))
    statement = next(s["sql"] for s in sent.captured_queries if "goods(id)" in s["sql"])
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + statement)
        plan = [row[-1] for row in cursor.fetchall()]
    lines = f"{name}_{name}line USING"
    assert sorted(step for step in plan if lines in step) == [
        f"SEARCH {lines} COVERING INDEX {name}_line_by_owner_sku (owner_id=? AND sku_id=? AND {name}_id>?)",
        *[f"SEARCH {lines} COVERING INDEX {name}_line_by_owner_sku (owner_id=? AND sku_id=?)"] * 2,
        f"SEARCH {lines} COVERING INDEX {name}_line_of_owner (owner_id=? AND {name}_id>?)",
    ]
    # What lines of many products are gone through in comes from the index, as it does for documents.
    assert plan.count("USE TEMP B-TREE FOR ORDER BY") == 1
    assert not [
        step
        for step in plan
        if step.startswith(("SCAN inbound_", "SCAN outbound_", "SCAN catalog_"))
        and "VIRTUAL TABLE" not in step
    ]


def test_what_is_found_on_the_way_is_not_tried_for(
    world: World, shops: dict[str, Shop], minute: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orders of an earlier day by many products, and eight documents that say the word themselves."""
    make_common(monkeypatch, CAP + 1, short=3, wide=4, latest=(EVERY,), few=KNITS - 1, lines=1)
    with acting(world.people["ara"]):
        for asked in ({"q": "니트", "until": date(2026, 11, 23)}, {"q": "ORD-", "field": "order_no"}):
            query = ListQuery(size=2, **asked)
            with CaptureQueriesContext(connection) as sent:
                page = OUTBOUNDS.page(query)
            assert page.at_least
            assert keys(page.rows, "number") == in_file("outbounds", query)[:2]
            assert not [s for s in sent.captured_queries if " 0 FROM " in s["sql"] and "part0" in s["sql"]]


def test_all_of_few_rows_are_counted(
    world: World, shops: dict[str, Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that is no longer than a short walk, if nothing but the word narrows it down."""
    lookups: tuple[dict[str, Any], ...] = (
        {},
        {"latest": (EVERY,), "lines": 1},
        {"latest": (EVERY,), "few": 1},
    )
    for (short, expected), more in product(((11, (3, True)), (12, (9, False))), lookups):
        make_common(monkeypatch, CAP, short=short, wide=20, **more)
        finding.COMMON.forget()
        assert knits(world.people["ara"]) == knits(world.people["chae"]) == expected
        assert knits(world.people["ara"], since=date(2026, 1, 1)) == (3, True)
        assert knits(world.people["dan"]) == (3, True)


@pytest.mark.usefixtures("common")
@pytest.mark.parametrize("name", SOURCES)
def test_tabs_and_periods(world: World, shops: dict[str, Shop], name: str) -> None:
    for who, tab in product(("chae", "dan"), TABS[name]):
        with acting(world.people[who]):
            for asked in ({}, {"since": date(2026, 11, 23)}, {"until": date(2026, 11, 22)}):
                assert_the_same(name, ListQuery(q="니트", tab=tab, size=2, **asked))


@pytest.mark.usefixtures("common")
def test_numbers_of_documents(world: World, shops: dict[str, Shop]) -> None:
    for who in ("ara", "dan"):
        with acting(world.people[who]):
            for field in ("", "number", "order_no", "recipient"):
                for q in (
                    "EO",
                    "EI",
                    "ORD-",
                    "홍길동",
                    shops["ara"].numbers[3],
                    shops["ara"].numbers[3][-6:],
                ):
                    assert_the_same("outbounds", ListQuery(q=q, field=field, size=2))
            for field in ("", "number", "memo"):
                assert_the_same("inbounds", ListQuery(q="EI0", field=field, size=2))


@pytest.mark.usefixtures("common")
@pytest.mark.parametrize("sort", ["requested_at", "-requested_at", "owner_name", "-number", "seller_sku"])
def test_another_order(world: World, shops: dict[str, Shop], sort: str) -> None:
    with acting(world.people["dan"]):
        for name in SOURCES:
            assert_the_same(name, ListQuery(q="니트", sort=sort, size=3))


def test_both_ways_show_the_same(
    world: World, shops: dict[str, Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same pages whether the word is common or not, and as many statements.

    The second page of a common one is not tried again.
    """

    def shown(name: str, query: ListQuery) -> tuple[list[str], int, bool]:
        source, key = SOURCES[name]
        with CaptureQueriesContext(
            connection,
        ) as sent:
            page = source.page(query)
        return keys(page.rows, key), len(sent), page.at_least

    for who in ("ara", "dan"):
        with acting(world.people[who]):
            for name in SOURCES:
                asked = [ListQuery(q="니트", size=2, page=n) for n in (1, 2)]
                # Which words are common is asked of PostgreSQL once a minute.
                shown(name, asked[0])
                few = [shown(name, query) for query in asked]
                with monkeypatch.context() as patched:
                    make_common(patched, CAP, short=10_000)
                    many = [shown(name, query) for query in asked]
                assert [rows for rows, *_ in few] == [rows for rows, *_ in many]
                assert [sent for _, sent, _ in few] == [few[0][1]] * 2
                assert [sent for _, sent, _ in many] == [few[0][1], few[0][1] - 1]
                assert (name, [at_least for *_, at_least in few + many]) == (name, [False, False, True, True])


@pytest.mark.usefixtures("common")
def test_products_without_documents_hide_none(world: World, shops: dict[str, Shop]) -> None:
    """More knits than are tried have no outbound; that of an old cup is found among them all the same."""
    image = str(make_file(world.ara).public_id)
    with acting(world.people["ara"]):
        new = [replace(facts(image=image), name_ko="텀블러 니트") for _ in range(12)]
        apply_products([Application("ICN1", f) for f in new], key=new_key(), now=NOW)
        assert_the_same("outbounds", ListQuery(q="텀블러", size=2))
        assert_the_same("outbounds", ListQuery(q="텀블러 니트", size=2))
        assert len(in_file("outbounds", ListQuery(q="텀블러"))) == 8


def test_stock_tabs_stop_counting(
    world: World, shops: dict[str, Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting(world.people["ara"]):
        whole = STOCK.page(ListQuery(size=50))
        assert (whole.total, whole.at_least) == (KNITS + CUPS, False)
        monkeypatch.setattr(counting, "WALK_CAP", 5)
        for tab, count in whole.counts.items():
            found = pages(STOCK, ListQuery(tab=tab, size=3))
            listed = [k for page in found for k in keys(page.rows, "public_id")]
            assert listed == in_file("stock", ListQuery(tab=tab))
            assert len(listed) == count
            assert all(page.at_least for page in found)
            assert all(page.counts[t] <= whole.counts[t] for page in found for t in whole.counts)


@pytest.fixture
def minute(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of what is known about searches, to be moved."""
    now = [0.0]
    monkeypatch.setattr(finding, "COMMON", ForAMinute(lambda: now[0]))
    return now


def statements(query: ListQuery) -> tuple[int, Page]:
    with CaptureQueriesContext(connection) as sent:
        page = SOURCES["outbounds"][0].page(query)
    return len(sent), page


@pytest.mark.parametrize("walk", [10_000, 4])
def test_what_is_common_is_known_for_a_minute(
    world: World, shops: dict[str, Shop], minute: list[float], monkeypatch: pytest.MonkeyPatch, walk: int
) -> None:
    """The next page, tab and order do not try again; another owner, word or period does."""
    make_common(monkeypatch, CAP, walk=walk)
    query = ListQuery(q="니트", size=2)
    first, other = world.people["ara"], world.people["chae"]
    with acting(first):
        once, page = statements(query)
        assert page.at_least
        for again in (replace(query, page=2), replace(query, tab="requested"), replace(query, sort="number")):
            assert statements(again)[0] < once
        assert statements(replace(query, q="knit"))[0] == once
        assert statements(replace(query, until=date(2026, 11, 23)))[0] == once
    with acting(other):
        tried, page = statements(query)
        assert tried == once
        assert {row["number"] for row in page.rows} <= set(shops["chae"].numbers)
    minute[0] = ForAMinute.SECONDS - 1
    with acting(first):
        assert statements(query)[0] == once - 1
        minute[0] += 1
        assert statements(query)[0] == once


def test_that_hits_are_many_is_known_for_a_minute(
    world: World, shops: dict[str, Shop], minute: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both that there are more than are counted at first, and more than are tried for sparse ones."""
    make_common(monkeypatch, CAP, wide=6)
    with acting(world.people["ara"]):
        once, page = statements(ListQuery(q="니트", size=2))
        assert (page.total, page.at_least) == (6, True)
        assert statements(ListQuery(q="니트", size=2))[0] == once - 2


@pytest.mark.usefixtures("common")
def test_rows_of_a_known_search_are_read_anew(
    world: World, shops: dict[str, Shop], minute: list[float]
) -> None:
    with acting(world.people["ara"]):
        query = ListQuery(q="니트", size=2, tab="requested")
        assert statements(query)[1].rows
        Outbound.objects.update(status="cancelled")
        page = statements(query)[1]
        assert (page.rows, page.total) == ([], 0)


def test_what_is_counted_to_the_end_is_counted_again(
    world: World, shops: dict[str, Shop], minute: list[float]
) -> None:
    query = ListQuery(q="니트", size=2)
    with acting(world.people["ara"]):
        before = statements(query)[1]
        assert (before.total, before.at_least) == (8, False)
        Sku.objects.update(search_text="")
        assert statements(query)[1].total == 0


def test_full_tabs_are_known_for_a_minute(
    world: World, shops: dict[str, Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tab with more than are counted is not counted again; all others are, and everybody's own."""
    now = [0.0]
    monkeypatch.setattr(counting, "COUNT_CAP", CAP)
    monkeypatch.setattr(counting, "FULL", ForAMinute(lambda: now[0]))
    sql: list[str] = []

    def counted(who: str, query: ListQuery) -> dict[str, int]:
        with acting(world.people[who]), CaptureQueriesContext(connection) as sent:
            page = SOURCES["outbounds"][0].page(query)
        sql.append(next(s["sql"] for s in sent.captured_queries if "COUNT(*)" in s["sql"]))
        return {tab: n for tab, n in page.counts.items() if n}

    mine = {"": CAP + 1, "requested": CAP + 1, "accepted": 2}
    assert counted("ara", ListQuery()) == mine
    assert counted("ara", ListQuery(page=2, tab="requested")) == mine
    assert counted("chae", ListQuery()) == mine
    with acting(world.people["ara"]):
        Outbound.objects.filter(number__in=shops["ara"].numbers[2:]).update(status="ready")
    assert counted("ara", ListQuery()) == {**mine, "ready": CAP + 1}
    now[0] = ForAMinute.SECONDS
    assert counted("ara", ListQuery()) == {"": CAP + 1, "accepted": 2, "ready": CAP + 1}
    tabs = [one.count("COUNT(*)") for one in sql]
    assert tabs == [tabs[0], tabs[0] - 2, tabs[0], tabs[0] - 2, tabs[0]]


def test_only_the_tab_that_is_shown_is_counted_far(
    world: World, shops: dict[str, Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six requests and two accepted orders of each seller: a tab beside says no more than "much"."""
    monkeypatch.setattr(counting, "TAB_CAP", 2)

    def shown(who: str, **asked: Any) -> tuple[int, dict[str, int], frozenset[str]]:
        with acting(world.people[who]):
            page = OUTBOUNDS.page(ListQuery(size=2, **asked))
        assert not page.at_least
        return page.total, {tab: n for tab, n in page.counts.items() if n}, page.beyond

    much = frozenset({"requested"})
    for _ in ("counted", "known for a minute"):
        assert shown("ara") == (8, {"": 8, "requested": 2, "accepted": 2}, much)
        assert shown("ara", tab="requested") == (6, {"": 8, "requested": 6, "accepted": 2}, frozenset())
        assert shown("ara", tab="accepted") == (2, {"": 8, "requested": 2, "accepted": 2}, much)
        assert shown("dan") == (16, {"": 16, "requested": 2, "accepted": 2}, much | {"accepted"})
    # What is narrowed down is read through, and counted in one.
    assert shown("ara", until=date(2030, 1, 1)) == (8, {"": 8, "requested": 6, "accepted": 2}, frozenset())
