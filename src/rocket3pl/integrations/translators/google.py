"""Google Cloud Translation, version 2: the key goes in the query."""

from django.utils.translation import gettext_lazy as _

from rocket3pl.integrations.connectors import Connector, KeyField
from rocket3pl.integrations.credentials import Keys
from rocket3pl.integrations.translators.service import MAX_BYTES, READ_S, TOTAL_S, Service
from rocket3pl.outside.calls import Answer, Call

CONNECTOR = Connector(
    code="google",
    name="Google Translate",
    about=_("중국어 상품명을 한국어와 영어로 번역합니다"),
    of="operator",
    fields=(KeyField("key", "API Key", secret=True),),
)


def request(keys: Keys, text: str, target: str, base: str) -> Call:
    """Return the call that translates a Chinese text."""
    return Call(
        service="google",
        method="POST",
        url=f"{base}/language/translate/v2",
        params={"key": keys["key"]},
        json={"q": [text], "source": "zh-CN", "target": target, "format": "text"},
        timeout_s=TOTAL_S,
        read_s=READ_S,
        max_bytes=MAX_BYTES,
    )


def text(answer: Answer) -> str:
    """Return the translation."""
    return str(answer.json()["data"]["translations"][0]["translatedText"])


# A key that is none is a bad request to Google.
SERVICE = Service(
    CONNECTOR,
    request,
    text,
    lambda _keys: "https://translation.googleapis.com",
    frozenset({400, 401, 403}),
)
