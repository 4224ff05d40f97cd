"""The engine that catalog/translation.py finds by settings.TRANSLATORS."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime

from rocket3pl.catalog.translation import MAX_NAME, Translation, TranslatorFailed
from rocket3pl.integrations.connectors import base_of
from rocket3pl.integrations.credentials import Keys, operator_keys
from rocket3pl.integrations.models import CachedTranslation
from rocket3pl.integrations.translators import deepl, google, papago
from rocket3pl.integrations.translators.service import Service
from rocket3pl.outside.breaker import guarded
from rocket3pl.outside.calls import call
from rocket3pl.outside.errors import OutsideError

# The first one with keys is asked.
SERVICES: tuple[Service, ...] = (papago.SERVICE, deepl.SERVICE, google.SERVICE)
_TARGETS = ("ko", "en")
_SOURCE = "zh"
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_OK = 200


def translate(text: str, *, now: datetime) -> Translation | None:
    """Return what the service in use makes of a Chinese text, None where none is in use.

    What it said before is not asked again. Raises TranslatorFailed.
    """
    for service in SERVICES:
        keys = operator_keys(service.connector.code)
        if keys.enabled:
            found = dict(_cached(service, text))
            for target in _TARGETS:
                if target not in found:
                    found[target] = _asked(service, keys, text, target, now)
            return Translation(name_ko=found["ko"], name_en=found["en"])
    return None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _cached(service: Service, text: str) -> Mapping[str, str]:
    rows = CachedTranslation.objects.filter(
        service=service.connector.code, source=_SOURCE, target__in=_TARGETS, text_hash=_hash(text)
    )
    return dict(rows.values_list("target", "translated"))


def _asked(service: Service, keys: Keys, text: str, target: str, now: datetime) -> str:
    """Ask the service for one language and keep what it says."""
    code = service.connector.code
    base = base_of(code, service.base(keys))
    request = service.request(keys, text, target, base.url)
    try:
        answer = guarded(
            name=code, now=now, function=lambda: call(request, inside_allowed=base.inside_allowed)
        )
        if answer.status != _OK:
            raise TranslatorFailed(code)
        said = _CONTROL.sub(" ", service.text(answer)).strip()[:MAX_NAME]
    except (OutsideError, KeyError, IndexError, TypeError):
        raise TranslatorFailed(code) from None
    if said:
        CachedTranslation.objects.bulk_create(
            [
                CachedTranslation(
                    service=code, source=_SOURCE, target=target, text_hash=_hash(text), translated=said,
                    created_at=now,
                )
            ],
            ignore_conflicts=True,
        )  # fmt: skip
    return said
