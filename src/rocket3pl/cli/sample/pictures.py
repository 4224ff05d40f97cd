"""Pictures and papers of the sample data, drawn when they are needed."""

import io
from functools import cache

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

_SIDE = 600
_SHAPES: dict[str, list[tuple[int, int]]] = {
    "top": [(200, 120), (260, 150), (340, 150), (400, 120), (520, 220), (460, 300), (410, 260), (410, 500),
            (190, 500), (190, 260), (140, 300), (80, 220)],
    "coat": [(210, 100), (300, 140), (390, 100), (510, 200), (540, 420), (450, 430), (430, 300), (440, 540),
             (160, 540), (170, 300), (150, 430), (60, 420), (90, 200)],
    "socks": [(220, 90), (340, 90), (350, 360), (480, 450), (470, 520), (320, 510), (210, 430)],
    "bag": [(150, 240), (200, 240), (230, 130), (370, 130), (400, 240), (450, 240), (490, 510), (110, 510)],
    "cup": [(200, 120), (400, 120), (385, 520), (215, 520)],
    "lamp": [(300, 90), (420, 300), (330, 310), (330, 480), (410, 520), (190, 520), (270, 480), (270, 310),
             (180, 300)],
    "box": [(110, 230), (300, 150), (490, 230), (490, 450), (300, 530), (110, 450)],
}  # fmt: skip


@cache
def picture(shape: str, colour: str) -> bytes:
    """Return a PNG of a kind of goods in a colour."""
    image = Image.new("RGB", (_SIDE, _SIDE), "#eef1f6")
    draw = ImageDraw.Draw(image)
    draw.ellipse((120, 500, 480, 560), fill="#dde2ea")
    draw.polygon(_SHAPES[shape], fill=colour, outline="#6b7280", width=5)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def label(centre: str, milkrun_id: str, day: str, company: str) -> bytes:
    """Return a one-page PDF like a 물류부착문서: centre, pallet, milk-run number, day, company."""
    page = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(page)
    fonts = settings.PACKAGE / "web" / "static" / "fonts" / "pretendard-core.woff2"
    large, small = ImageFont.truetype(str(fonts), 88), ImageFont.truetype(str(fonts), 48)
    draw.rectangle((80, 80, 1160, 1674), outline="black", width=6)
    lines = (
        (f"{centre} [로켓그로스]", large),
        ("팔레트 1-1", large),
        (f"MRN{milkrun_id}", large),
        (day, small),
        (company, small),
    )
    for n, (text, font) in enumerate(lines):
        draw.text((140, 200 + n * 180), text, font=font, fill="black")
    out = io.BytesIO()
    page.save(out, "PDF", resolution=150)
    return out.getvalue()
