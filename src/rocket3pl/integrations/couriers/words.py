"""What is said of rows and parcels."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rocket3pl.integrations.connectors import Text
from rocket3pl.web.list_spec import Tag

REFUSED: Mapping[str, Text] = {
    "no_outbound_no": _("출고번호(EO…)가 없는 행입니다"),
    "no_tracking_no": _("운송장번호가 비어 있습니다"),
    "bad_tracking_no": _("운송장번호는 영문과 숫자 5~40자로 입력해 주세요"),
    "twice_in_file": _("같은 출고번호가 파일에 두 번 있습니다"),
    "unknown_outbound": _("출고번호를 찾을 수 없습니다"),
    "not_parcel": _("택배 출고가 아닙니다"),
    "other_number": _("다른 운송장번호로 이미 출고되었습니다"),
    "cancel_asked": _("화주가 취소를 요청했습니다. 출고작업에서 먼저 처리해 주세요"),
    "not_ready": _("출고대기 상태가 아닙니다. 포장을 완료한 뒤 다시 올려 주세요"),
    "busy": _("다른 작업과 겹쳤습니다. 잠시 후 다시 시도해 주세요"),
}
WARNINGS: Mapping[str, Text] = {
    "unusual_number": _("택배사의 번호 형식과 다릅니다"),
    "wrong_check_digit": _("검증번호가 맞지 않습니다"),
    "number_used_twice": _("다른 출고와 운송장번호가 같습니다"),
}
FILE: Mapping[str, Text] = {
    "no_number_column": _("운송장번호 열을 찾을 수 없습니다. 제목이 운송장번호인 열이 있는지 확인해 주세요"),
    "no_rows": _("운송장번호가 있는 행이 없습니다"),
}
ROW_STATE: Mapping[str, Tag] = {
    "ready": Tag(pgettext_lazy("state", "출고 가능"), "ok"),
    "done": Tag(pgettext_lazy("state", "이미 반영됨"), "info"),
    "refused": Tag(pgettext_lazy("state", "오류"), "bad", "alert-triangle"),
}
