"""Answers as the register of addresses does: refusals with status 200 and a code."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from rocket3pl.outside.calls import Heard, Said

_JSON = {"content-type": "application/json;charset=UTF-8"}
_SHORTEST = 2


def entry(
    *, street: str, region: str = "서울특별시", city: str = "강남구", postcode: str = "06236", **more: str
) -> dict[str, str]:
    """Return one address as the register tells it."""
    before = " ".join(part for part in (region, city) if part)
    return {
        "roadAddr": f"{before} {street}",
        "roadAddrPart1": f"{before} {street}",
        "roadAddrPart2": "",
        "jibunAddr": "",
        "engAddr": "",
        "zipNo": postcode,
        "siNm": region,
        "sggNm": city,
        **more,
    }


@dataclass
class Fake:
    """The register: its addresses, found by any part of their text."""

    key: str
    entries: Sequence[Mapping[str, str]] = field(default_factory=list)

    def __call__(self, heard: Heard) -> Said:
        """Answer a call."""
        path, _mark, query = heard.path.partition("?")
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        if path != "/addrlink/addrLinkApi.do" or asked.get("resultType") != "json":
            return 404, {}, b""
        keyword = asked.get("keyword", "")
        if asked.get("confmKey") != self.key:
            return self._said("E0001", [])
        if len(keyword) < _SHORTEST:
            return self._said("E0008", [])
        found = [e for e in self.entries if all(word in " ".join(e.values()) for word in keyword.split())]
        return self._said("0", found[: int(asked["countPerPage"])], total=len(found))

    @staticmethod
    def _said(code: str, found: Sequence[Mapping[str, str]], *, total: int = 0) -> Said:
        common = {"errorCode": code, "errorMessage": "", "totalCount": str(total), "currentPage": "1"}
        body = {"results": {"common": common, "juso": list(found)}}
        return 200, _JSON, json.dumps(body, ensure_ascii=False).encode()
