"""QR codes for telephones."""

import segno
from markupsafe import Markup


def picture(text: str) -> Markup:
    """Return a text as a QR code: an inline SVG as wide as its place, dark on white on every page.

    The white border of four modules belongs to the code: without it not every telephone finds it.
    """
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(border=4, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True)
    return Markup(drawn)  # noqa: S704 - numbers and signs that the library wrote, nothing of the text
