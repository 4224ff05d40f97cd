"""The documentation of the API as a file.

python -m tools.openapi            # write src/rocket3pl/api/openapi.json anew
python -m tools.openapi --check    # change nothing; fail when the file is not what the routes say
"""

import os
import sys

import django


def main() -> int:
    """Write the file, or with --check only look; return the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rocket3pl.test_settings")
    django.setup()
    from rocket3pl.api import schema  # noqa: PLC0415 - needs the set-up above

    made = schema.text()
    old = schema.FILE.read_text(encoding="utf-8") if schema.FILE.exists() else ""
    if made == old:
        return 0
    if "--check" in sys.argv[1:]:
        print(f"{schema.FILE} is not up to date: run python -m tools.openapi")
        return 1
    schema.FILE.write_text(made, encoding="utf-8")
    print(f"{schema.FILE} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
