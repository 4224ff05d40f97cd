"""Papago of Naver Cloud: one text and one language a call, at most 5,000 signs."""

from django.utils.translation import gettext_lazy as _

from rocket3pl.integrations.connectors import Connector, KeyField
from rocket3pl.integrations.credentials import Keys
from rocket3pl.integrations.translators.service import MAX_BYTES, READ_S, TOTAL_S, Service
from rocket3pl.outside.calls import Answer, Call

CONNECTOR = Connector(
    code="papago",
    name="Papago",
    about=_("중국어 상품명을 한국어와 영어로 번역합니다 (네이버 클라우드)"),
    of="operator",
    fields=(
        KeyField("key_id", "Client ID", hint="X-NCP-APIGW-API-KEY-ID"),
        KeyField("key", "Client Secret", secret=True, hint="X-NCP-APIGW-API-KEY"),
    ),
)


def request(keys: Keys, text: str, target: str, base: str) -> Call:
    """Return the call that translates a Chinese text."""
    return Call(
        service="papago",
        method="POST",
        url=f"{base}/nmt/v1/translation",
        headers={"X-NCP-APIGW-API-KEY-ID": keys["key_id"], "X-NCP-APIGW-API-KEY": keys["key"]},
        form={"source": "zh-CN", "target": target, "text": text},
        timeout_s=TOTAL_S,
        read_s=READ_S,
        max_bytes=MAX_BYTES,
    )


def text(answer: Answer) -> str:
    """Return the translation."""
    return str(answer.json()["message"]["result"]["translatedText"])


SERVICE = Service(CONNECTOR, request, text, lambda _keys: "https://papago.apigw.ntruss.com")
