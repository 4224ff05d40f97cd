"""DeepL: keys that end in ":fx" belong to the free service, which has an address of its own."""

from django.utils.translation import gettext_lazy as _

from rocket3pl.integrations.connectors import Connector, KeyField
from rocket3pl.integrations.credentials import Keys
from rocket3pl.integrations.translators.service import MAX_BYTES, READ_S, TOTAL_S, Service
from rocket3pl.outside.calls import Answer, Call

CONNECTOR = Connector(
    code="deepl",
    name="DeepL",
    about=_("중국어 상품명을 한국어와 영어로 번역합니다"),
    of="operator",
    fields=(KeyField("key", "API Key", secret=True, hint=_("무료 키는 :fx로 끝납니다")),),
)
_TARGETS = {"ko": "KO", "en": "EN-US"}


def request(keys: Keys, text: str, target: str, base: str) -> Call:
    """Return the call that translates a Chinese text."""
    return Call(
        service="deepl",
        method="POST",
        url=f"{base}/v2/translate",
        headers={"Authorization": f"DeepL-Auth-Key {keys['key']}"},
        json={"text": [text], "source_lang": "ZH", "target_lang": _TARGETS[target]},
        timeout_s=TOTAL_S,
        read_s=READ_S,
        max_bytes=MAX_BYTES,
    )


def text(answer: Answer) -> str:
    """Return the translation."""
    return str(answer.json()["translations"][0]["text"])


def _base(keys: Keys) -> str:
    return "https://api-free.deepl.com" if keys["key"].endswith(":fx") else "https://api.deepl.com"


SERVICE = Service(CONNECTOR, request, text, _base, frozenset({401, 403}))
