"""Sentences and labels of the warehouse's screens that no other room has."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

# What to say for problem codes of the operations that only the warehouse calls.
SENTENCES: Mapping[str, Text] = {
    "reason_unknown": _("사유를 목록에서 다시 선택해 주세요"),
    "nothing_pending": _("승인을 기다리는 변경 내용이 없습니다"),
    "fnsku_taken": _("Fnsku가 다른 상품과 겹칩니다: %(value)s"),
    "nothing_counted": _("검수한 수량을 1개 이상 입력해 주세요"),
    "nothing_picked": _("수량을 1개 이상 입력해 주세요"),
    "too_many": _("남은 수량 %(left)s개를 초과했습니다"),
    "unknown_line": _("상품을 찾을 수 없습니다. 화면을 새로고침해 주세요"),
    "already_reversed": _("이미 정정한 내역입니다"),
    "not_reversible": _("재고조정만 정정할 수 있습니다"),
    "bad_token": _("인증번호가 맞지 않습니다. 앱에 표시된 새 번호를 입력해 주세요"),
    "already_on": _("2단계 인증을 이미 사용하고 있습니다"),
}

PRODUCT_FIELDS: Mapping[str, Text] = {
    "fnsku": _("Fnsku"),
    "seller_sku": _("Seller Sku"),
    "platform_sku": _("플랫폼SKU"),
    "name_zh": _("중문상품명"),
    "name_en": _("영문상품명"),
    "name_ko": _("한글상품명"),
    "option_text": _("옵션"),
    "origin": _("원산지"),
    "declared_price": _("세관신고가격"),
    "declared_currency": _("통화"),
    "hs_code": _("hscode"),
    "color": _("색상"),
    "description": _("설명"),
    "product_url": _("상품URL"),
    "weight_kg": _("무게"),
    "width_cm": _("가로"),
    "depth_cm": _("세로"),
    "height_cm": _("높이"),
    "has_battery": _("배터리포함여부"),
}
BATTERY: Mapping[bool, Text] = {True: _("포함"), False: _("포함안함")}

# Reasons that the service itself gives.
REASONS: Mapping[str, Text] = {"all_short": _("남은 상품이 없어 취소되었습니다")}

ACTIVE: Mapping[str, Text] = {"active": _("사용중"), "suspended": _("중지")}
LANGUAGE_NAMES: Mapping[str, Text] = {"ko": "한국어", "zh-hans": "中文", "en": "English"}

# 장부 점검: what each check proves.
CHECKS: Mapping[str, Text] = {
    "A1": _("상품별 재고의 각 항목이 장부에 기록된 모든 이동의 합과 같습니다"),
    "A2": _("로케이션에 있는 수량의 합이 창고의 재고와 같습니다"),
    "A3": _("할당(출고예정) 수량이 진행 중인 출고가 예약한 수량의 합과 같습니다"),
    "A4": _("로케이션별로 피킹하기로 한 수량이 남은 피킹 작업의 합과 같습니다"),
    "A5": _("모든 기록이 상품을 소유한 화주의 것이며, 다른 화주의 재고와 섞이지 않았습니다"),
    "A6": _("밖에서 들어온 수량과 밖으로 나간 수량의 차이가 남아 있는 재고와 같습니다"),
    "A7": _("모든 전표에 이동 내역이 있고, 모든 이동 내역에 전표가 있습니다"),
}
