"""Answers as the three services do, from a table of words."""

import json
from collections.abc import Mapping
from urllib.parse import parse_qs

from rocket3pl.outside.calls import Heard, Said

_JSON = {"content-type": "application/json;charset=UTF-8"}


def answers(words: Mapping[tuple[str, str], str], heard: Heard) -> Said:
    """Answer a call; `words` gives the translation by (text, "ko" or "en"). 401 without a key."""
    headers = {name.lower(): value for name, value in heard.headers.items()}
    if "/nmt/v1/translation" in heard.path:
        form = {name: values[0] for name, values in parse_qs(heard.body.decode()).items()}
        known, made = "x-ncp-apigw-api-key" in headers, words.get((form["text"], form["target"]), "")
        body: object = {"message": {"result": {"srcLangType": "zh-CN", "translatedText": made}}}
    elif "/v2/translate" in heard.path and "/language/" not in heard.path:
        given = heard.json()
        known = headers.get("authorization", "").startswith("DeepL-Auth-Key ")
        target = given["target_lang"][:2].lower()
        body = {"translations": [{"text": words.get((t, target), "")} for t in given["text"]]}
    else:
        given = heard.json()
        known = "key=" in heard.path
        made_all = [{"translatedText": words.get((t, given["target"]), "")} for t in given["q"]]
        body = {"data": {"translations": made_all}}
    if not known:
        return 401, _JSON, b"{}"
    return 200, _JSON, json.dumps(body, ensure_ascii=False).encode()
