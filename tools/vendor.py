"""Fetch the vendored front-end files again and check them against VENDORED.md.

    python tools/vendor.py            fetch with `npm pack`, compare, change nothing
    python tools/vendor.py --write    fetch and write the files and the table

Needs npm and network access; the product itself needs neither.
"""

import argparse
import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

WEB = Path(__file__).resolve().parents[1] / "src" / "rocket3pl" / "web"
VENDOR = WEB / "static" / "vendor"
TABLE = VENDOR / "VENDORED.md"

# A source map is not shipped, and the static files storage insists that references resolve.
SOURCE_MAP = re.compile(rb"\s*/\*# sourceMappingURL=\S+ \*/\s*$")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of one package."""

    package: str
    version: str
    licence: str
    member: str
    target: str


ASSETS = (
    Asset("bootstrap", "5.3.9", "MIT", "dist/css/bootstrap.min.css", "bootstrap.min.css"),
    Asset("bootstrap", "5.3.9", "MIT", "LICENSE", "LICENSES/bootstrap.txt"),
    Asset("htmx.org", "2.0.11", "0BSD", "dist/htmx.min.js", "htmx.min.js"),
    Asset("htmx.org", "2.0.11", "0BSD", "LICENSE", "LICENSES/htmx.txt"),
    Asset("@tabler/icons", "3.51.0", "MIT", "LICENSE", "LICENSES/tabler-icons.txt"),
    Asset("pretendard", "1.3.9", "OFL-1.1", "dist/LICENSE.txt", "LICENSES/pretendard.txt"),
)


def sha384(content: bytes) -> str:
    """Return the hash in the notation of subresource integrity."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode("ascii")


def packed(package: str, version: str, folder: Path) -> Path:
    """Return the package's archive, fetched by npm into the folder."""
    done = subprocess.run(
        ["npm", "pack", "--silent", f"{package}@{version}"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return folder / done.stdout.strip().splitlines()[-1]


def fetched(assets: tuple[Asset, ...]) -> dict[str, bytes]:
    """Return the content of every asset by its target path."""
    contents: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as temporary:
        archives: dict[str, Path] = {}
        for asset in assets:
            if asset.package not in archives:
                archives[asset.package] = packed(asset.package, asset.version, Path(temporary))
            with tarfile.open(archives[asset.package]) as archive:
                member = archive.extractfile(f"package/{asset.member}")
                if member is None:
                    message = f"{asset.package}: no {asset.member}"
                    raise FileNotFoundError(message)
                contents[asset.target] = SOURCE_MAP.sub(b"\n", member.read())
    return contents


def table(contents: dict[str, bytes]) -> str:
    """Return VENDORED.md: what is here, of which version, under which licence."""
    lines = [
        "# Vendored front-end files",
        "",
        "Written by `python tools/vendor.py --write`; the fonts beside this folder by `tools/fonts.py`.",
        "Icons in `web/icons` are unchanged files of `@tabler/icons`.",
        "",
        "| file | package | version | licence | sha384 |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {a.target} | {a.package} | {a.version} | {a.licence} | `{sha384(contents[a.target])}` |"
        for a in ASSETS
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Compare or write; the exit status is 1 when something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    write: bool = parser.parse_args().write
    contents = fetched(ASSETS)
    if write:
        for target, content in contents.items():
            path = VENDOR / target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        TABLE.write_text(table(contents), encoding="utf-8")
        return 0
    wrong = [t for t, content in contents.items() if (VENDOR / t).read_bytes() != content]
    if TABLE.read_text(encoding="utf-8") != table(contents):
        wrong.append(TABLE.name)
    for name in wrong:
        sys.stdout.write(f"differs: {name}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
