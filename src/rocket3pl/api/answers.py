"""Idempotency-Key: an unsafe call that is repeated gets the first one's answer.

After https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/: the same key with
another request is 422, while the first is being worked on 409. The operations themselves keep the key
too, in the transaction that does the work, so that even an answer lost in a crash is given once only.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from rocket3pl.api.models import ApiAnswer
from rocket3pl.api.problems import problem
from rocket3pl.api.reading import is_upload
from rocket3pl.shared.rows import insert_rows

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=24)
# Work that began longer ago belongs to a process that died: whoever asks again takes it over.
TAKEN_OVER_AFTER = timedelta(seconds=settings.API_TAKEN_OVER_SECONDS)
_KEY = re.compile(r"[\x21-\x7e]{1,100}")
_KEPT_HEADERS = ("Content-Type", "Location", "ETag")
_FAILURE = 500

Work = Callable[[], HttpResponse]


def _hash(request: HttpRequest) -> str:
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    digest.update(request.headers.get("If-Match", "").encode())
    if not is_upload(request):
        digest.update(request.body)
        return digest.hexdigest()
    # The border between the parts of an upload is another one each time: what they hold counts.
    digest.update(json.dumps(sorted(request.POST.lists())).encode())
    for name, file in sorted(request.FILES.items()):
        digest.update(json.dumps([name, getattr(file, "name", "")]).encode())
        for chunk in cast("Any", file).chunks():
            digest.update(chunk)
        cast("Any", file).seek(0)
    return digest.hexdigest()


def refusal_of_key(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to a call whose Idempotency-Key is none, None for every other call."""
    key = request.headers.get(HEADER)
    if key is None or _KEY.fullmatch(key):
        return None
    return problem(400, "bad_idempotency_key", _("Idempotency-Key 헤더를 확인해 주세요"))


def answered_once(request: HttpRequest, realm: int, work: Work, *, now: datetime) -> HttpResponse:
    """Return the answer of `work`, or the one that the same call got before."""
    key = request.headers.get(HEADER)
    if key is None:
        return work()
    given = _hash(request)
    begun = _begin(realm, key, given, now)
    if begun is None:
        return _again(realm, key, given, now, work)
    return _worked(begun, work)


def _begin(realm: int, key: str, given: str, now: datetime) -> int | None:
    """Write down that work begins; return the row's id, None if it had begun before."""
    with transaction.atomic():
        # By the index of ages, of whatever key: nobody may ask for these any more.
        ApiAnswer.objects.filter(begun_at__lt=now - KEPT_FOR).delete()
        new = insert_rows(
            ApiAnswer,
            ("realm", "key", "request_hash", "begun_at", "headers", "body"),
            [(realm, key, given, now, {}, "")],
            ignore_conflicts=True,
            returning=("id",),
        )
    return int(new[0][0]) if new else None


def _again(realm: int, key: str, given: str, now: datetime, work: Work) -> HttpResponse:
    old = ApiAnswer.objects.filter(realm=realm, key=key).first()
    if old is None:
        # The first failed in this very moment: nothing was done under the key.
        return _in_progress()
    if old.request_hash != given:
        return problem(
            422,
            "idempotency_key_reused",
            _("같은 Idempotency-Key로 다른 요청이 왔습니다"),
            detail=_("새로운 요청에는 새로운 키를 보내 주세요."),
        )
    if old.status is not None:
        response = HttpResponse(old.body, status=old.status)
        for name, value in old.headers.items():
            response[name] = value
        response["Idempotent-Replayed"] = "true"
        return response
    stale = now - TAKEN_OVER_AFTER
    mine = ApiAnswer.objects.filter(pk=old.pk, status=None, begun_at__lt=stale).update(begun_at=now)
    return _worked(old.pk, work) if mine else _in_progress()


def _in_progress() -> HttpResponse:
    response = problem(
        409, "in_progress", _("같은 요청을 처리하고 있습니다"), detail=_("잠시 후 다시 시도해 주세요.")
    )
    response["Retry-After"] = "1"
    return response


def _worked(pk: int, work: Work) -> HttpResponse:
    """Do the work and keep its answer; a failure of ours is not kept, so that it may be tried again."""
    try:
        response = work()
    except BaseException:
        ApiAnswer.objects.filter(pk=pk).delete()
        raise
    if response.status_code >= _FAILURE:
        ApiAnswer.objects.filter(pk=pk).delete()
    else:
        headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
        body = response.content.decode()
        ApiAnswer.objects.filter(pk=pk).update(status=response.status_code, headers=headers, body=body)
    return response
