"""The Excel layouts that couriers' programs take, heading by heading.

Every layout carries our 출고번호 somewhere, by which the courier's own file finds back to us.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from rocket3pl.shared.spreadsheet import SheetColumn


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel as a waybill needs it, with nothing masked."""

    number: str
    recipient: str
    phone: str
    postcode: str
    address: str
    goods: str
    pieces: int
    boxes: int
    memo: str
    sender: str

    @property
    def goods_and_number(self) -> str:
        """Return the goods with our number behind them, for layouts that have no place for it."""
        return f"{self.goods} [{self.number}]"


Cell = Callable[[Parcel], str | int]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its heading exactly as the courier's program reads it, and what goes below."""

    label: str
    cell: Cell
    kind: Literal["text", "number"] = "text"
    width: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """A courier's layout; `courier` is our code of the courier."""

    code: str
    courier: str
    headings: tuple[Heading, ...]

    def columns(self) -> list[SheetColumn]:
        """Return the columns of the file."""
        return [SheetColumn(h.label, h.kind, h.width) for h in self.headings]

    def row(self, parcel: Parcel) -> list[str | int]:
        """Return a parcel's cells."""
        return [h.cell(parcel) for h in self.headings]


def _nothing(_parcel: Parcel) -> str:
    return ""


# CJ대한통운, the basic layout [seen in public repositories].
_CJ = (
    Heading("받는분성명", lambda p: p.recipient),
    Heading("받는분전화번호", lambda p: p.phone),
    Heading("받는분기타연락처", _nothing),
    Heading("받는분우편번호", lambda p: p.postcode),
    Heading("받는분주소(전체, 분할)", lambda p: p.address, width=50),
    Heading("품목명", lambda p: p.goods_and_number, width=40),
    Heading("내품수량", lambda p: p.pieces, "number"),
    Heading("사용안함", _nothing),
    Heading("배송메세지1", lambda p: p.memo, width=30),
)
# 한진 [seen in public repositories].
_HANJIN = (
    Heading("받으시는 분", lambda p: p.recipient),
    Heading("받으시는 분 전화", lambda p: p.phone),
    Heading("받는분핸드폰", _nothing),
    Heading("받는분우편번호", lambda p: p.postcode),
    Heading("받는분총주소", lambda p: p.address, width=50),
    Heading("수량", lambda p: p.boxes, "number"),
    Heading("품목명", lambda p: p.goods, width=40),
    Heading("메모1(주문번호)", lambda p: p.number),
)
# 롯데 and 로젠 [general knowledge].
_LOTTE = (
    Heading("수하인명", lambda p: p.recipient),
    Heading("수하인주소", lambda p: p.address, width=50),
    Heading("수하인전화", lambda p: p.phone),
    Heading("수하인휴대폰", _nothing),
    Heading("택배수량", lambda p: p.boxes, "number"),
    Heading("택배운임", _nothing),
    Heading("운임구분", _nothing),
    Heading("품목명", lambda p: p.goods_and_number, width=40),
    Heading("배송메세지", lambda p: p.memo, width=30),
)
# 우체국 [one tool; it has further columns that may stay away].
_EPOST = (
    Heading("작업ID", lambda p: p.number),
    Heading("방문일", _nothing),
    Heading("보내는분", lambda p: p.sender),
    Heading("받는분", lambda p: p.recipient),
    Heading("받는분전화", lambda p: p.phone),
    Heading("받는분우편번호", lambda p: p.postcode),
    Heading("받는분주소", lambda p: p.address, width=50),
    Heading("받는분상세주소", _nothing),
    Heading("품목명", lambda p: p.goods, width=40),
    Heading("중량코드", _nothing),
    Heading("크기코드", _nothing),
    Heading("내용품코드", _nothing),
    Heading("요청사항", lambda p: p.memo, width=30),
)

PROFILES: tuple[Profile, ...] = (
    Profile("cj", "CJ", _CJ),
    Profile("hanjin", "HANJIN", _HANJIN),
    Profile("lotte", "LOTTE", _LOTTE),
    Profile("logen", "LOGEN", _LOTTE),
    Profile("epost", "EPOST", _EPOST),
)
