"""도움말: which step of which document moves which stock number, in the words of the screens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rocket3pl.inbound import effects as inbound_effects
from rocket3pl.inbound import rules as inbound_rules
from rocket3pl.inventory.arcs import ARCS
from rocket3pl.inventory.enums import Kind, State
from rocket3pl.outbound import effects as outbound_effects
from rocket3pl.outbound import rules as outbound_rules
from rocket3pl.web.list_spec import Tag
from rocket3pl.web.words import INBOUND_STATUS, OUTBOUND_STATUS, POSTING_KIND, STOCK_PARTS

Text = str | Promise
Moves = Sequence[tuple[State, State]]
Steps = Mapping[str, tuple[frozenset[str], str]]

OWNER, WAREHOUSE, ITSELF = _("화주"), _("창고"), _("자동")

# What each part of the stock is.
PARTS: tuple[tuple[str, Text], ...] = (
    ("available", _("지금 출고를 신청할 수 있는 수량입니다. 출고가능수량과 같습니다.")),
    ("incoming", _("입고가 예정되어 있고 아직 창고에 오지 않은 수량입니다.")),
    ("receiving", _("창고에 도착하여 적치를 기다리는 수량입니다.")),
    ("reserved", _("출고신청으로 할당되어 다른 주문에 쓸 수 없는 수량입니다.")),
    ("picked", _("출고를 위해 선반에서 꺼낸 수량입니다.")),
    ("hold", _("확인이 끝날 때까지 따로 보관하는 수량입니다.")),
    ("damaged", _("불량이나 파손으로 판매할 수 없는 수량입니다.")),
    ("on_hand", _("창고에 있는 모든 수량입니다. 입고예정은 포함하지 않습니다.")),
)
# What a step is called where it is pressed, and who presses it.
INBOUND_STEPS: Mapping[str, tuple[Text, Text]] = {
    "request": (_("입고신청"), OWNER),
    "expect": (_("자동 등록"), ITSELF),
    "accept": (_("접수"), WAREHOUSE),
    "reject": (_("반려"), WAREHOUSE),
    "cancel": (pgettext_lazy("step", "취소"), OWNER),
    "withdraw": (_("발송 철회"), ITSELF),
    "arrive": (pgettext_lazy("step", "도착"), WAREHOUSE),
    "begin": (_("검수 시작"), ITSELF),
    "receive": (_("검수"), WAREHOUSE),
    "close": (_("입고완료"), WAREHOUSE),
}
OUTBOUND_STEPS: Mapping[str, tuple[Text, Text]] = {
    "request": (_("출고신청"), OWNER),
    "accept": (_("접수"), WAREHOUSE),
    "start_picking": (_("피킹 시작"), WAREHOUSE),
    "pick": (_("피킹"), WAREHOUSE),
    "report_short": (_("부족 신고"), WAREHOUSE),
    "finish_picking": (_("피킹 완료"), ITSELF),
    "pack": (_("패킹 완료"), WAREHOUSE),
    "ship": (_("출고완료"), WAREHOUSE),
    "dispatch": (pgettext_lazy("step", "배송중"), WAREHOUSE),
    "deliver": (pgettext_lazy("step", "배송완료"), WAREHOUSE),
    "coupang_receive": (_("쿠팡입고"), WAREHOUSE),
    "hold": (_("보류"), WAREHOUSE),
    "resume": (_("보류 해제"), WAREHOUSE),
    "reject": (_("반려"), WAREHOUSE),
    "cancel": (_("삭제"), OWNER),
    "ask_cancel": (_("취소 요청"), OWNER),
    "confirm_cancel": (_("취소 승인"), WAREHOUSE),
    "refuse_cancel": (_("취소 거절"), WAREHOUSE),
}
# Documents begin by a step of which their rules know nothing: there is no state before it.
_BEGINS = {"request": "requested", "expect": "in_transit"}
_ADJUSTED = (Kind.COUNT_GAIN, Kind.COUNT_LOSS, Kind.HOLD, Kind.UNHOLD, Kind.DAMAGE, Kind.REPAIR)


@dataclass(frozen=True, slots=True)
class Step:
    """One line: what is pressed, by whom, which states it leads from and to, and what moves.

    after  None where the state stays, or goes back to the one before
    """

    label: Text
    by: Text
    before: tuple[Tag, ...]
    after: Tag | None
    moves: tuple[tuple[Text, Text], ...]


def _words(moves: Moves) -> tuple[tuple[Text, Text], ...]:
    return tuple((STOCK_PARTS[a.value], STOCK_PARTS[b.value]) for a, b in moves)


def _steps(
    names: Mapping[str, tuple[Text, Text]],
    rules: Steps,
    effects: Mapping[str, Moves],
    states: Mapping[str, Tag],
) -> list[Step]:
    found = []
    for action, (label, by) in names.items():
        begin, target = (frozenset[str](), _BEGINS[action]) if action in _BEGINS else rules[action]
        before = tuple(tag for code, tag in states.items() if code in begin)
        found.append(Step(label, by, before, states.get(target), _words(effects[action])))
    return found


def inbound_steps() -> list[Step]:
    """Return the steps of an inbound, in the order in which they usually come."""
    return _steps(INBOUND_STEPS, inbound_rules.STEPS, inbound_effects.EFFECTS, INBOUND_STATUS)


def outbound_steps() -> list[Step]:
    """Return the steps of an outbound, in the order in which they usually come."""
    return _steps(OUTBOUND_STEPS, outbound_rules.STEPS, outbound_effects.EFFECTS, OUTBOUND_STATUS)


def adjustments() -> list[tuple[Text, tuple[tuple[Text, Text], ...]]]:
    """Return what the warehouse can do to stock outside of documents: (word, moves)."""
    return [
        (POSTING_KIND[kind.value], _words([(arc.source, arc.target) for arc in ARCS[kind]]))
        for kind in _ADJUSTED
    ]


def parts() -> list[tuple[Text, Text]]:
    """Return the parts of the stock with what each is."""
    return [(STOCK_PARTS[code], said) for code, said in PARTS]
