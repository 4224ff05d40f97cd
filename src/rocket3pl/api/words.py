"""Sentences for the problems that only some rooms know; see also web.forms.SENTENCES."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from rocket3pl.web.forms import SENTENCES as COMMON
from rocket3pl.web.forms import Text
from rocket3pl.web.words import LINE_REASON

SENTENCES: Mapping[str, Text] = {
    # Why a line of a shipment fails; what every form says stays as it is.
    **{code: text for code, text in LINE_REASON.items() if code not in COMMON},
    "malformed": _("형식이 올바르지 않습니다"),
    "control_character": _("사용할 수 없는 문자가 들어 있습니다. 지우고 다시 입력해 주세요"),
    "unknown_field": _("알 수 없는 항목입니다"),
    "https_only": _("https:// 로 시작하는 주소를 입력해 주세요"),
    "bad_port": _("443 포트의 주소만 사용할 수 있습니다"),
    "no_such_host": _("주소를 찾을 수 없습니다"),
    "inside_address": _("내부 주소로는 보낼 수 없습니다"),
    "too_many_endpoints": _("웹훅은 %(max)s개까지 등록할 수 있습니다"),
    "endpoint_off": _("꺼져 있는 웹훅입니다. 먼저 켜 주세요"),
    "bad_cursor": _("목록의 처음부터 다시 조회해 주세요"),
    "bad_if_match": _("If-Match 헤더에는 조회한 ETag를 넣어 주세요"),
    "not_a_number": _("숫자로 입력해 주세요. 소수점 아래 자릿수도 확인해 주세요"),
    "fnsku_taken": _("이미 등록된 Fnsku입니다: %(value)s"),
    "seller_sku_taken": _("같은 Seller sku와 옵션의 상품이 이미 있습니다: %(value)s"),
    "no_english_word": _("영문 단어를 넣어 입력해 주세요. 예: Round-neck knit"),
    "not_english": _("통관 서류에는 한글·한자를 쓸 수 없습니다. 영문으로 바꿔 주세요: %(value)s"),
    "nothing_pending": _("승인을 기다리는 변경 내용이 없습니다"),
    "reason_unknown": _("사유를 목록에서 다시 선택해 주세요"),
    "date_past": _("오늘 이후의 날짜를 선택해 주세요"),
    "date_too_far": _("2년 이내의 날짜를 선택해 주세요"),
    "nothing_counted": _("검수한 수량을 1개 이상 입력해 주세요"),
    "order_no_taken": _("이미 신청한 주문번호입니다: %(number)s"),
    "short_stock": _("출고가능수량 %(available)s개를 초과했습니다"),
    "label_missing": _("쿠팡 부착서를 첨부해 주세요"),
    "too_many_files": _("파일은 %(max)s개까지 첨부할 수 있습니다"),
    "unknown_centre": _("쿠팡창고를 다시 선택해 주세요"),
    "too_many_orders": _("한 번에 %(max)s건까지 신청할 수 있습니다"),
    "nothing_picked": _("수량을 1개 이상 입력해 주세요"),
    "too_many": _("남은 수량 %(left)s개를 초과했습니다"),
    "unknown_line": _("없는 줄 번호입니다"),
    "already_reversed": _("이미 정정한 내역입니다"),
    "not_reversible": _("재고조정만 정정할 수 있습니다"),
}
