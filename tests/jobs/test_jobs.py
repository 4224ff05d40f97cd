"""Jobs that people watch: whose they are, how they end, what they leave."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone, translation

from rocket3pl.jobs import claims, work
from rocket3pl.jobs.models import Job
from rocket3pl.jobs.operations import cancel_job, drop_files, job_kind, start_job
from rocket3pl.jobs.progress import Cancelled
from rocket3pl.jobs.queries import job, jobs
from rocket3pl.shared.errors import NotFound, NotPermitted
from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.tenancy import current_scope, operator_scope, owner_scope
from tests.factories import NOW
from tests.support import acting

pytestmark = pytest.mark.django_db


def start(person, kind="k", **params):
    with acting(person):
        return start_job(kind, title="재고관리", params=params, now=NOW, total=2, filename="a.txt")


def off():
    return work.work_off("w", clock=timezone.now)


def write(file):
    file.write("내용".encode())
    return 2


def test_it_runs_as_the_person_in_their_language_and_leaves_a_file(people):
    seen = []

    @job_kind("k")
    def kind(found, progress):
        seen.append((current_scope().owner_id, current_scope().actor, translation.get_language()))
        assert list(progress.over("ab")) == ["a", "b"]
        assert found.params == {"n": 1}
        return progress.keep(".txt", write)

    with translation.override("zh-hans"):
        key = start(people.ara, n=1)
    off()
    with acting(people.bom):
        made = job(str(key))
    assert seen == [(people.ara.owner_id, people.ara.actor, "zh-hans")]
    assert (made.status, made.done, made.total, made.problem, made.ended) == ("done", 2, 2, "", True)
    assert made.file == f"jobs/{key}.txt"
    with default_storage.open(made.file) as file:
        assert file.read().decode() == "내용"
    assert OutboxMessage.objects.get(topic="job.run").done_at is not None


def test_others_do_not_find_it(people):
    key = str(start(people.ara))
    for person in (people.chae, people.dan):
        with acting(person):
            assert jobs() == []
            with pytest.raises(NotFound):
                job(key)
            with pytest.raises(NotFound):
                cancel_job(key, now=NOW)
            with pytest.raises(NotFound):
                job("no-uuid")
    with acting(people.bom):
        assert [str(j.public_id) for j in jobs()] == [key]


def test_the_system_starts_none():
    with operator_scope(), pytest.raises(NotPermitted):
        start_job("k", title="t", params={}, now=NOW)


def test_a_waiting_job_is_cancelled_at_once_and_never_runs(people):
    ran = []

    @job_kind("k")
    def kind(_found, _progress):
        ran.append(True)

    key = str(start(people.ara))
    with acting(people.ara):
        cancel_job(key, now=NOW)
        assert job(key).status == "cancelled"
    off()
    assert ran == []
    with acting(people.ara):
        cancel_job(key, now=NOW)
        assert (job(key).status, job(key).ended_at) == ("cancelled", NOW)


def test_a_running_job_is_cancelled_at_its_next_step_and_leaves_nothing(people):
    @job_kind("k")
    def kind(_found, progress):
        with owner_scope(people.ara.owner_id, actor=people.ara.actor):
            cancel_job(key, now=NOW)

        def half(file):
            file.write(b"half")
            progress.look(1)
            return 1

        with pytest.raises(Cancelled):
            progress.keep(".txt", half)
        raise Cancelled

    key = str(start(people.ara))
    off()
    with acting(people.ara):
        ended = job(key)
    assert (ended.status, ended.done, ended.file) == ("cancelled", 1, "")
    assert not default_storage.exists(f"jobs/{key}.txt")


def test_a_refusal_is_final_and_an_accident_is_tried_three_times(people, caplog):
    tries = []

    @job_kind("refused")
    def refused(_found, _progress):
        raise NotFound("x")

    @job_kind("accident")
    def accident(_found, _progress):
        tries.append(True)
        raise ValueError

    first, second = str(start(people.ara, "refused")), str(start(people.ara, "accident"))
    for _ in range(4):
        OutboxMessage.objects.filter(done_at=None).update(due_at=NOW)
        off()
    with acting(people.ara):
        assert (job(first).status, job(first).problem) == ("failed", "NotFound")
        assert (job(second).status, job(second).problem) == ("failed", "unexpected")
    assert len(tries) == 3
    assert not OutboxMessage.objects.filter(done_at=None).exists()


def test_a_stopped_worker_leaves_it_waiting_for_the_next(people):
    @job_kind("k")
    def kind(_found, _progress):
        raise work.Stopped

    key = str(start(people.ara))
    work.run(claims.claim("w", now=timezone.now()))
    with acting(people.ara):
        assert job(key).status == "waiting"
    assert OutboxMessage.objects.get(topic="job.run").attempts == 0


@pytest.mark.parametrize("attempts", [1, 3])
def test_a_worker_that_was_away_too_long_writes_nothing_on_the_job(people, attempts):
    """Another one runs it by then: neither waits it again, nor has it failed."""
    key = start(people.ara)
    OutboxMessage.objects.update(attempts=attempts - 1)

    @job_kind("k")
    def kind(found, progress):
        assert claims.claim("other", now=timezone.now() + claims.LEASE) is not None
        progress.look(1)

    off()
    with acting(people.ara):
        made = job(str(key))
    assert (made.status, made.problem, made.ended) == ("running", "", False)


def test_who_was_put_out_meanwhile_gets_nothing(people):
    @job_kind("k")
    def kind(_found, progress):
        return progress.keep(".txt", write)

    key = str(start(people.bom))
    people.bom.is_active = False
    people.bom.save()
    off()
    with acting(people.ara):
        assert (job(key).status, job(key).problem, job(key).file) == ("failed", "NotPermitted", "")


def test_files_go_after_a_week_the_record_stays(people):
    @job_kind("k")
    def kind(_found, progress):
        return progress.keep(".txt", write)

    old, young = start(people.ara), start(people.ara)
    off()
    Job.objects.filter(public_id=old).update(ended_at=NOW - timedelta(days=8))
    Job.objects.filter(public_id=young).update(ended_at=NOW - timedelta(days=6))
    with operator_scope():
        drop_files(None, NOW)
    assert dict(Job.objects.values_list("public_id", "file")) == {old: "", young: f"jobs/{young}.txt"}
    assert (default_storage.exists(f"jobs/{old}.txt"), default_storage.exists(f"jobs/{young}.txt")) == (
        False,
        True,
    )


def test_a_job_whose_workers_all_died_has_failed(world):
    """It is not "running" for ever, in the way of the same job asked for anew; nor is another touched."""
    with acting(world.people["ara"]):
        start_job("sums", title="a", params={}, now=NOW)
        start_job("sums", title="b", params={}, now=NOW)
    first, second = Job.objects.order_by("id")
    OutboxMessage.objects.filter(payload={"job": first.pk}).update(attempts=claims.MAX_ATTEMPTS)
    Job.objects.filter(pk=first.pk).update(status="running")
    OutboxMessage.objects.filter(payload={"job": second.pk}).update(due_at=NOW + timedelta(days=1))
    assert claims.claim("w", now=NOW) is None
    assert list(Job.objects.order_by("id").values_list("status", "problem")) == [
        ("failed", "unexpected"),
        ("waiting", ""),
    ]
