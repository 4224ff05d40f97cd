"""What the sample owners sell: kinds of goods in three languages, with sizes, codes and colours."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of goods. sides in centimetres, price in US dollars, weight in kilograms."""

    shape: str
    zh: str
    ko: str
    en: str
    hs: str
    price: str
    weight: str
    sides: tuple[str, str, str]
    sizes: tuple[tuple[str, str, str], ...]  # (as written in the option, in the Korean and the English name)
    battery: bool = False


# A brand in the first seller's texts and in nobody else's: whoever else reads it sees too much.
CANARY = "Canarel"
_WEAR = (("S", "S", "S"), ("M", "M", "M"), ("L", "L", "L"))
_FREE = (("均码", "", ""),)

KINDS: dict[str, Kind] = {
    "knit": Kind("top", "纯色圆领毛衣女秋冬上衣韩系宽松针织衫", "무지 라운드넥 니트 여성 루즈핏", f"{CANARY} round-neck knit, women, loose",
                 "6110300000", "5.20", "0.420", ("36.5", "34.1", "4.1"), _FREE),
    "padding": Kind("coat", "2024年新款羽绒棉服女冬短款加厚棉衣", "여성 겨울 숏패딩 점퍼", "Short padded jacket, women",
                    "6202400000", "14.80", "0.850", ("45", "38", "12"), _WEAR),
    "tee": Kind("top", "纯棉短袖T恤男夏季圆领打底衫", "순면 반팔 티셔츠 남성", "Cotton T-shirt, men",
                "6109100000", "2.10", "0.180", ("30", "25", "2.5"), _WEAR),
    "pyjamas": Kind("top", "长袖睡衣套装女春秋家居服", "긴팔 잠옷 세트 여성", "Pyjama set, women",
                    "6108320000", "6.40", "0.460", ("34", "28", "6"), _WEAR),
    "socks": Kind("socks", "中筒袜子男女纯棉吸汗5双装", "중목 양말 5켤레", "Crew socks, 5 pairs",
                  "6115950000", "1.90", "0.210", ("22", "14", "6"), _FREE),
    "bag": Kind("bag", "帆布单肩包女大容量手提袋", "캔버스 숄더백 대용량", "Canvas shoulder bag",
                "4202220000", "3.30", "0.380", ("38", "34", "5"), _FREE),
    "backpack": Kind("bag", "防水双肩包学生书包大容量", "방수 백팩 학생 가방", "Waterproof backpack",
                     "4202920000", "7.90", "0.720", ("44", "30", "14"), _FREE),
    "tumbler": Kind("cup", "304不锈钢保温杯500ml便携水杯", "스테인리스 텀블러 500ml", "Steel tumbler 500 ml",
                    "9617000000", "3.60", "0.330", ("8.5", "8.5", "24"), _FREE),
    "mug": Kind("cup", "陶瓷马克杯大容量咖啡杯", "도자기 머그컵", "Ceramic mug",
                "6912000000", "1.70", "0.410", ("13", "10", "11"), _FREE),
    "lamp": Kind("lamp", "LED小夜灯充电式感应床头灯", "LED 충전식 무드등", "Rechargeable LED night light",
                 "9405210000", "4.20", "0.290", ("12", "12", "18"), _FREE, battery=True),
    "fan": Kind("lamp", "迷你手持小风扇USB充电静音", "휴대용 미니 선풍기 USB", "Handheld mini fan, USB",
                "8414510000", "3.90", "0.240", ("10", "8", "22"), _FREE, battery=True),
    "case": Kind("box", "透明收纳盒桌面抽屉式整理箱", "투명 수납함 서랍형", "Clear storage box with drawers",
                 "3924900000", "2.80", "0.640", ("26", "18", "20"), (("小号", "소", "small"), ("大号", "대", "large"))),
    "mat": Kind("box", "加厚防滑瑜伽垫健身垫10mm", "요가매트 10mm 논슬립", "Non-slip yoga mat 10 mm",
                "9506910000", "5.60", "1.150", ("61", "14", "14"), _FREE),
    "brush": Kind("box", "宠物梳毛刷猫狗通用除毛梳", "반려동물 털 빗", "Pet grooming brush",
                  "9603290000", "1.40", "0.120", ("18", "9", "5"), _FREE),
}  # fmt: skip

COLOURS: dict[str, tuple[str, str, str]] = {
    "白色": ("화이트", "white", "#f4f1ea"),
    "黑色": ("블랙", "black", "#2b2d33"),
    "米色": ("베이지", "beige", "#d9c7a7"),
    "粉色": ("핑크", "pink", "#eba9b8"),
    "蓝色": ("블루", "blue", "#4f7fc4"),
    "绿色": ("그린", "green", "#5f9a6f"),
    "灰色": ("그레이", "grey", "#9aa0a8"),
}


@dataclass(frozen=True, slots=True)
class Variant:
    """One product: a kind in a colour and size, with the codes that the seller gives it."""

    kind: Kind
    colour: str
    size: tuple[str, str, str]
    seller_sku: str
    fnsku: str

    @property
    def option_text(self) -> str:
        """Return the option as 1688 writes it: 颜色:白色>尺码:均码."""
        return f"颜色:{self.colour}>尺码:{self.size[0]}"

    @property
    def names(self) -> tuple[str, str, str]:
        """Return the Chinese, Korean and English name."""
        ko, en, _ = COLOURS[self.colour]
        _, ko_size, en_size = (f" {name}" if name else "" for name in self.size)
        return (
            f"{self.kind.zh} {self.colour}",
            f"{self.kind.ko} {ko}{ko_size}",
            f"{self.kind.en}, {en}{en_size}",
        )

    @property
    def price(self) -> Decimal:
        """Return the declared price in US dollars."""
        return Decimal(self.kind.price)


def variants(kinds: tuple[str, ...], first: int) -> Iterator[Variant]:
    """Yield every colour and size of the kinds; `first` begins the seller's own numbering."""
    for offset, name in enumerate(kinds):
        kind, base, n = KINDS[name], first + offset * 7, 0
        for colour in COLOURS:
            for size in kind.sizes:
                n += 1
                yield Variant(
                    kind=kind,
                    colour=colour,
                    size=size,
                    seller_sku=f"D{(1_180_244_654 + base) * 100 + n:012d}",
                    fnsku=f"D{1_111_536_562_010_000 + base * 100 + n:016d}",
                )
