"""What is unread, for whom: marks of one person, groups that begin anew, mutes, rivals, ninety days."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rocket3pl.notices.housekeeping import KEEP_NOTICES, drop_old_notices
from rocket3pl.notices.lists import NOTICES, count_unread
from rocket3pl.notices.models import Heard, ReadOne
from rocket3pl.notices.muting import want, wanted
from rocket3pl.notices.reading import newest, read_all, read_one, read_some
from rocket3pl.notices.rules import OF_SELLERS, OF_STAFF, Kind
from rocket3pl.notices.writing import Told, write
from rocket3pl.owners.models import User
from rocket3pl.shared.errors import NotFound, NotPermitted
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.tenancy import ScopeMissing, operator_scope, owner_scope
from tests.factories import NOW, World
from tests.notices.support import notice_ids, told
from tests.support import acting, changed, everything

PEOPLE = ("ara", "bom", "chae", "dan", "eun", "bill")


def tell(world: World, kind: Kind = Kind.OUTBOUND_SHIPPED, subject: str = "EO1", **how: Any) -> str:
    """Write a notice for Ara's side, or another; return its public id."""
    at = how.pop("at", NOW)
    write(Told(kind, how.pop("owner_id", world.ara.pk), subject, subject, **how), at=at)
    return notice_ids()[-1]


def counts(world: World) -> dict[str, int]:
    """Return how many notices each of the people has yet to read."""
    found = {}
    for name in PEOPLE:
        with acting(world.people[name]):
            found[name] = count_unread()
    return {name: n for name, n in found.items() if n}


def seen(person: User, **query: Any) -> list[tuple[str, bool]]:
    """Return (subject, whether it is unread) as the person's list has them."""
    with acting(person):
        return [(row["subject"], row["unread"]) for row in NOTICES.page(ListQuery(**query)).rows]


def test_everybody_of_the_side_and_nobody_else(world: World) -> None:
    tell(world)
    assert counts(world) == {"ara": 1, "bom": 1}
    tell(world, Kind.CANCEL_ASKED, owner_id=None, seller_id=world.ara.pk)
    assert counts(world) == {"ara": 1, "bom": 1, "dan": 1, "eun": 1}
    assert seen(world.people["chae"]) == []


def test_only_the_person_hears_of_their_own_job(world: World) -> None:
    tell(world, Kind.JOB_DONE, person_id=world.people["bom"].pk)
    tell(world, Kind.JOB_DONE, owner_id=None, person_id=world.people["bill"].pk)
    assert counts(world) == {"bom": 1, "bill": 1}


def test_who_may_not_open_it_is_not_told(world: World) -> None:
    for kind in OF_STAFF:
        tell(world, kind, owner_id=None)
    assert counts(world) == {"dan": 9, "eun": 5, "bill": 2}


def test_what_one_reads_stays_unread_for_the_other(world: World) -> None:
    first, second = tell(world, subject="EO1"), tell(world, subject="EO2")
    before = everything()
    with acting(world.people["ara"]):
        assert read_one(first).subject == "EO1"
        read_one(first)
    assert changed(before) == {"notices_readone"} and ReadOne.objects.count() == 1
    assert counts(world) == {"ara": 1, "bom": 2}
    assert seen(world.people["ara"]) == [("EO2", True), ("EO1", False)]
    assert seen(world.people["ara"], tab="unread") == [("EO2", True)]
    with acting(world.people["ara"]):
        assert read_some([first, second, "x", "0" * 32]) == 1
        assert NOTICES.page(ListQuery()).counts == {"": 2, "unread": 0}
    assert counts(world) == {"bom": 2}


def test_all_up_to_the_newest_that_was_seen(world: World) -> None:
    tell(world, subject="EO1")
    with acting(world.people["ara"]):
        until = newest()
        tell(world, subject="EO2")
        read_all(until)
        assert count_unread() == 1
        read_all(newest())
        assert count_unread() == 0
        # An older page that is pressed late takes nothing back.
        read_all(until)
        assert count_unread() == 0
    assert ReadOne.objects.count() == 0
    assert counts(world) == {"bom": 2}


def test_foreign_ids_are_unknown_ones(world: World) -> None:
    hers = tell(world)
    theirs = tell(world, Kind.CANCEL_ASKED, owner_id=None)
    jobs = tell(world, Kind.JOB_DONE, person_id=world.people["bom"].pk)
    before = everything()
    for who, ids in (("chae", [hers, theirs]), ("dan", [hers]), ("ara", [theirs, jobs]), ("bill", [theirs])):
        with acting(world.people[who]):
            for public_id in [*ids, "x", "01234567-89ab-4def-8123-456789abcdef"]:
                for call in (read_one, read_all):
                    with pytest.raises(NotFound):
                        call(public_id)
            assert read_some(ids) == 0
    assert everything() == before


def test_a_group_grows_until_somebody_reads_it(world: World) -> None:
    def asked(at: datetime = NOW) -> None:
        tell(world, Kind.OUTBOUND_REQUESTED, "", owner_id=None, seller_id=world.ara.pk, group="1", at=at)

    asked()
    asked(NOW + timedelta(hours=1))
    tell(world, Kind.OUTBOUND_REQUESTED, "", owner_id=None, seller_id=world.chae.pk, group="2")
    assert [t[2:] for t in told()] == [
        (world.ara.pk, "outbound_requested", "", "", 2),
        (world.chae.pk, "outbound_requested", "", "", 1),
    ]
    with acting(world.people["dan"]):
        assert [row["created_at"] for row in NOTICES.page(ListQuery()).rows] == [
            NOW + timedelta(hours=1), NOW,
        ]  # fmt: skip
        read_one(notice_ids()[0])
    asked()
    assert [t[6] for t in told()] == [2, 1, 1]
    assert counts(world) == {"dan": 2, "eun": 3}
    with acting(world.people["eun"]):
        read_all(newest())
    asked()
    assert [t[6] for t in told()] == [2, 1, 1, 1]
    assert counts(world) == {"dan": 3, "eun": 1}


def test_muted_kinds_neither_count_nor_show(world: World) -> None:
    tell(world)
    tell(world, Kind.STOCK_LOW, "")
    everybody = counts(world)
    before = everything()
    with acting(world.people["ara"]):
        assert wanted() == set(OF_SELLERS)
        want([k for k in OF_SELLERS if k != Kind.OUTBOUND_SHIPPED], among=list(OF_SELLERS))
        want([], among=["nonsense", Kind.BOOKS_DISAGREE])
        assert wanted() == set(OF_SELLERS) - {Kind.OUTBOUND_SHIPPED}
    assert changed(before) == {"notices_muted"}
    assert counts(world) == {**everybody, "ara": 1}
    assert seen(world.people["ara"]) == [("", True)]
    with acting(world.people["ara"]), pytest.raises(NotFound):
        read_one(notice_ids()[0])
    with acting(world.people["ara"]):
        want(["nonsense", *OF_SELLERS], among=list(OF_SELLERS))
    assert counts(world) == everybody
    assert everything() == before


def test_one_mutes_only_what_the_role_may_read(world: World) -> None:
    with acting(world.people["bill"]):
        want([], among=list(Kind))
        assert wanted() == frozenset()
    world.people["bill"].role = "manager"
    world.people["bill"].save()
    with acting(world.people["bill"]):
        assert wanted() == set(OF_STAFF) - {Kind.JOB_DONE, Kind.JOB_FAILED}


def test_the_number_is_one_indexed_statement_and_stops_at_a_hundred(world: World) -> None:
    for n in range(103):
        tell(world, subject=f"EO{n}")
    with acting(world.people["ara"]), CaptureQueriesContext(connection) as captured:
        assert count_unread() == 100
    (statement,) = captured.captured_queries
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + statement["sql"])
            plan = "\n".join(str(row[3]) for row in cursor.fetchall())
        assert "SCAN notices_" not in plan, plan


def test_a_page_takes_two_statements(world: World) -> None:
    for n in range(25):
        tell(world, subject=f"EO{n}")
    with acting(world.people["ara"]), CaptureQueriesContext(connection) as captured:
        page = NOTICES.page(ListQuery(page=2))
    assert (len(page.rows), page.total, page.counts) == (5, 25, {"": 25, "unread": 25})
    assert len(captured) == 2


def test_kept_for_ninety_days(world: World) -> None:
    tell(world, subject="old", at=NOW - KEEP_NOTICES - timedelta(seconds=1))
    tell(world, subject="young", at=NOW - KEEP_NOTICES)
    tell(world, Kind.BOOKS_DISAGREE, "old too", owner_id=None, at=NOW - KEEP_NOTICES - timedelta(days=1))
    for person in ("ara", "bom"):
        with acting(world.people[person]):
            read_one(notice_ids()[0])
    Heard.objects.create(message=1, at=NOW - KEEP_NOTICES - timedelta(seconds=1))
    Heard.objects.create(message=2, at=NOW)
    with operator_scope():
        drop_old_notices(None, NOW)  # type: ignore[arg-type]
    assert [t[4] for t in told()] == ["young"]
    assert ReadOne.objects.count() == 0
    assert list(Heard.objects.values_list("message", flat=True)) == [2]


def test_without_a_scope_nothing_is_shown(world: World) -> None:
    with pytest.raises(ScopeMissing):
        count_unread()
    with owner_scope(world.ara.pk), pytest.raises(NotPermitted):
        count_unread()
