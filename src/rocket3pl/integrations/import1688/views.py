"""Where the platform sends its events."""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from rocket3pl.integrations.import1688.contract import BadEvent
from rocket3pl.integrations.import1688.intake import EventConflict, accept
from rocket3pl.integrations.import1688.models import PlatformEvent
from rocket3pl.integrations.import1688.setup import setup
from rocket3pl.integrations.import1688.signing import BadSignature, verify

_log = logging.getLogger(__name__)


def _problem(status: int, code: str) -> HttpResponse:
    """Return a refusal in the API's form; it never says what was sent."""
    body = {"type": "about:blank", "title": code, "status": status, "code": code}
    return JsonResponse(body, status=status, content_type="application/problem+json")


@csrf_exempt  # proved by its signature, not by a session
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """Take one event: 202 when it is new, 200 when it was there, 401, 400 or 409 when it cannot be taken."""
    now = timezone.now()
    body = request.body
    try:
        signed = verify(setup().secrets, request.headers, body, now=now)
    except BadSignature as error:
        _log.warning("event refused: %s", error.code)
        return _problem(401, "bad_signature")
    try:
        accepted = accept(body, event_id=signed.event_id, via=PlatformEvent.Via.WEBHOOK, now=now)
    except BadEvent as error:
        return _problem(400, error.code)
    except EventConflict:
        return _problem(409, "other_body")
    return JsonResponse(
        {"accepted": True, "event_id": accepted.event_id}, status=200 if accepted.repeated else 202
    )
