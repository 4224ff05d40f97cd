"""Answers as the two tracking services do, from a table of parcels."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from rocket3pl.outside.calls import Heard, Said

_JSON = {"content-type": "application/json"}
# By tracking number: the tracker's status code, or the level of 스마트택배; the moment, place and words.
Journey = tuple[str | int, str, str, str]


def answers(parcels: Mapping[str, Journey], heard: Heard) -> Said:
    """Answer a call about a parcel; an unknown number is answered as each service does."""
    body: Any
    if heard.path.startswith("/graphql"):
        journey = parcels.get(heard.json()["variables"]["trackingNumber"])
        if journey is None:
            body = {"errors": [{"message": "not found", "extensions": {"code": "NOT_FOUND"}}], "data": None}
        else:
            status, at, place, words = journey
            last = {
                "time": at,
                "status": {"code": status},
                "description": words,
                "location": {"name": place},
            }
            body = {"data": {"track": {"lastEvent": last}}}
    else:
        query = parse_qs(urlsplit(heard.url).query)
        journey = parcels.get(query["t_invoice"][0])
        if journey is None:
            body = {
                "status": False,
                "msg": "유효하지 않은 운송장번호 이거나 택배사 코드 입니다.",
                "code": "104",
            }
        else:
            level, at, place, words = journey
            step = {"timeString": at, "where": place, "kind": words, "level": level}
            body = {"level": level, "complete": level == 6, "trackingDetails": [step]}  # noqa: PLR2004
    return 200, _JSON, json.dumps(body, ensure_ascii=False).encode()
