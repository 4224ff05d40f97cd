"""A stand-in for 1688상품관 that speaks its protocol: `rocket3pl fake import1688`.

It sends a story to our webhook, answers what we ask (events, shipments, keys, pictures), hears what we tell,
and can be slow or broken. Signs with the first of IMPORT1688_SECRETS, as we do.
"""

import base64
import json
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from rocket3pl.integrations.import1688.signing import BadSignature, signed_headers, verify
from rocket3pl.integrations.import1688.stories import STORIES, Teller, drawing
from rocket3pl.outside.calls import Call, call
from rocket3pl.outside.errors import OutsideError
from rocket3pl.outside.platform import platform_of_environment

EVENTS_PATH = "/api/v1/integrations/import1688/events"
_SLOW = 5.0


@dataclass(slots=True)
class Platform:
    """What the platform knows. `errors` is how many of the next questions it answers with 500."""

    secret: str
    keys: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    heard: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: int = 0
    slow: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Return status and body of an answer, JSON but for pictures."""
        url = urlsplit(target)
        if url.path.startswith("/pictures/"):
            n = url.path.removeprefix("/pictures/").removesuffix(".jpg")
            return (200, drawing(int(n))) if n.isdigit() else (404, b"")
        try:
            verify([self.secret], headers, body or target.encode(), now=datetime.now(UTC))
        except BadSignature as error:
            return 401, json.dumps({"code": error.code}).encode()
        with self.lock:
            if self.errors:
                self.errors -= 1
                return 500, b'{"code":"broken"}'
        if self.slow:
            time.sleep(_SLOW)
        status, found = self._known(method, url.path, parse_qs(url.query), body)
        return status, json.dumps(found, ensure_ascii=False).encode()

    def _known(
        self, method: str, path: str, query: Mapping[str, list[str]], body: bytes
    ) -> tuple[int, dict[str, Any]]:
        if (method, path) == ("GET", "/v1/events"):
            return 200, self._page(query)
        if method == "GET" and path.startswith("/v1/shipments/"):
            number = unquote(path.removeprefix("/v1/shipments/"))
            mine = [e for e in self.events if e.get("shipment", {}).get("shipment_no") == number]
            return (200, {"shipment_no": number, "events": mine}) if mine else (404, {"code": "unknown"})
        if (method, path) == ("POST", "/v1/sellers/verify"):
            return self._verified(json.loads(body))
        if (method, path) == ("POST", "/v1/wms-events"):
            told = json.loads(body)
            new = told["id"] not in self.heard
            self.heard.setdefault(told["id"], told)
            return (202 if new else 200), {"accepted": True, "event_id": told["id"]}
        return 404, {"code": "unknown"}

    def _page(self, query: Mapping[str, list[str]]) -> dict[str, Any]:
        after = query.get("after", [""])[0]
        start = int(after) if after.isdigit() else 0
        limit = min(int(query.get("limit", ["200"])[0]), 200)
        page = self.events[start : start + limit]
        end = start + len(page)
        return {"events": page, "next_cursor": str(end), "has_more": end < len(self.events)}

    def _verified(self, asked: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        code, key = self.keys.get(asked.get("login_id", ""), ("", ""))
        if not key or key != asked.get("api_key"):
            return 200, {"valid": False}
        return 200, {"valid": True, "seller": {"code": code, "login_id": asked["login_id"]}}


def serve(platform: Platform, port: int) -> ThreadingHTTPServer:
    """Return a server of the platform on this machine, not yet started; port 0 takes a free one."""

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, said = platform.answer(self.command, self.path, dict(self.headers), body)
            self.send_response(status)
            picture = self.path.startswith("/pictures/")
            self.send_header("Content-Type", "image/jpeg" if picture else "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = _do  # noqa: N815 - the library's names

        def log_message(self, *_: Any) -> None:
            """Say nothing: what is asked is nobody's business."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def play(platform: Platform, story: str, told: Teller, *, wms: str) -> list[tuple[str, int | str]]:
    """Send a story's events to the webhook; return the status, or what went wrong, by event."""
    sent: list[tuple[str, int | str]] = []
    for event in STORIES[story](told):
        body = json.dumps(event, ensure_ascii=False).encode()
        secret = "another" if story == "wrong_signature" else platform.secret
        headers = signed_headers(
            secret, event_id=event["id"], kind=event["type"], body=body, now=datetime.now(UTC)
        )
        if event not in platform.events:
            platform.events.append(event)
        request = Call(
            "wms",
            "POST",
            wms + EVENTS_PATH,
            headers={**headers, "Content-Type": "application/json"},
            content=body,
        )
        try:
            sent.append((event["id"], call(request, inside_allowed=True).status))
        except OutsideError as error:
            sent.append((event["id"], error.code))
    return sent


def _pictures(base: str) -> Callable[[int], dict[str, str]]:
    """Return how goods show their pictures: by address where ours is known as the platform's, else along."""
    ours = platform_of_environment()
    if ours and base == ours.url:
        return lambda n: {"image_url": f"{base}/pictures/{n}.jpg"}
    return lambda n: {"image_data": base64.b64encode(drawing(n)).decode()}


def run(
    *, port: int, wms: str, secret: str, story: str, seller: str, keys: Mapping[str, tuple[str, str]]
) -> None:
    """Serve the platform until interrupted, after having played a story if one is named."""
    platform = Platform(secret, keys, slow=story == "slow", errors=3 if story == "errors" else 0)
    server = serve(platform, port)
    base = f"http://127.0.0.1:{server.server_port}"
    sys.stdout.write(f"1688상품관 (fake) on {base}, telling {wms}\n")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    if story:
        now = datetime.now(UTC)
        told = Teller(seller, int(now.timestamp() * 1000), now, _pictures(base))
        for event_id, status in play(platform, story, told, wms=wms):
            sys.stdout.write(f"{event_id}  {status}\n")
    sys.stdout.flush()
    threading.Event().wait()
