"""Cut the screen font into what most pages need, and slices of the rest of KS X 1001.

    python tools/fonts.py path/to/PretendardVariable.woff2 path/to/core.txt

Needs fonttools and brotli, which the product does not depend on. The source font is
`dist/web/variable/woff2/PretendardVariable.woff2` of the npm package pretendard 1.3.9. The core
file holds Latin, digits, signs and the syllables of core.txt plus those in our own templates and
Python files. A browser fetches a slice only for a page that shows one of its syllables, so slices
are small: a rare name costs some KB. Pretendard is a reserved font name, so the cut versions carry
a name of their own.
"""

import re
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "rocket3pl"
STATIC = PACKAGE / "web" / "static" / "fonts"
FAMILY = "Rocket Sans"
SLICE = 40
SIGNS = (
    "U+0020-007E,U+00A0-00FF,U+2010-2027,U+2030,U+2032-2033,U+2039-203A,U+20A9,U+20AC,U+2103,U+2116,"
    "U+2190-2193,U+2212,U+2260,U+2264-2265,U+25A0-25CF,U+2605-2606,U+2713,U+3000-3011,U+318D,"
    "U+FF01-FF5E"
)


def syllables_of_ks_x_1001() -> set[int]:
    """Return the 2,350 syllables of the Korean standard, by code point."""
    found: set[int] = set()
    for code in range(0xAC00, 0xD7A4):
        try:
            encoded = chr(code).encode("euc-kr")
        except UnicodeEncodeError:
            continue
        if len(encoded) == len("가".encode("euc-kr")):
            found.add(code)
    return found


def syllables_in_use(word_list: Path) -> set[int]:
    """Return the syllables of the list and of our own files."""
    texts = [word_list.read_text(encoding="utf-8")]
    for pattern in ("**/*.py", "**/*.html", "**/*.csv"):
        texts += [path.read_text(encoding="utf-8") for path in PACKAGE.glob(pattern)]
    return {ord(c) for c in re.findall("[가-힣]", "".join(texts))}


def expanded(ranges: str) -> set[int]:
    """Return the code points of a CSS unicode-range."""
    points: set[int] = set()
    for part in ranges.split(","):
        first, _, last = part.removeprefix("U+").partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


def written(points: set[int]) -> str:
    """Return code points as a CSS unicode-range."""
    parts: list[str] = []
    ordered = sorted(points)
    start = previous = ordered[0]
    for point in [*ordered[1:], 0x110000]:
        if point != previous + 1:
            parts.append(f"U+{start:04X}" + (f"-{previous:04X}" if previous > start else ""))
            start = point
        previous = point
    return ",".join(parts)


def cut(source: str, points: set[int], target: Path) -> None:
    """Write the glyphs of the code points, weights 400 to 700, as woff2."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["kern", "mark", "mkmk", "tnum", "zero", "ccmp", "locl"]
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    font = TTFont(source)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    instantiateVariableFont(font, {"wght": (400, 400, 700)}, inplace=True)
    for record in font["name"].names:
        if record.nameID in {1, 3, 4, 6, 16, 25}:
            name = FAMILY.replace(" ", "") if record.nameID in {6, 25} else FAMILY
            font["name"].setName(name, record.nameID, record.platformID, record.platEncID, record.langID)
    subset.save_font(font, str(target), options)


def main() -> None:
    """Write both fonts and fonts.css."""
    source, word_list = sys.argv[1], Path(sys.argv[2])
    STATIC.mkdir(parents=True, exist_ok=True)
    every = syllables_of_ks_x_1001()
    core = syllables_in_use(word_list) & every
    rest = sorted(every - core)
    pieces = {"core": expanded(SIGNS) | core}
    for n, start in enumerate(range(0, len(rest), SLICE)):
        pieces[f"{n:02}"] = set(rest[start : start + SLICE])
    for old in STATIC.glob("pretendard-*.woff2"):
        old.unlink()
    rules: list[str] = []
    for name, points in pieces.items():
        cut(source, points, STATIC / f"pretendard-{name}.woff2")
        rules.append(
            f'@font-face{{font-family:"{FAMILY}";src:url(pretendard-{name}.woff2) format("woff2");'
            f"font-weight:400 700;font-style:normal;font-display:swap;unicode-range:{written(points)}}}"
        )
    (STATIC / "fonts.css").write_text("\n".join(rules) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
