"""One export in a process of its own: python -m benchmarks.export product|bare DATABASE.

Prints the seconds, the peak of the process's memory in MB and the number of rows as JSON.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django

django.setup()

import xlsxwriter
from django.db import connection

from benchmarks.bare import recorded
from benchmarks.databases import opened, use
from rocket3pl.console.inventory.lists import STOCK
from rocket3pl.inventory.lists import STOCK as SOURCE
from rocket3pl.inventory.models import StockLevel
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.tenancy import operator_scope
from rocket3pl.web.exports import export_xlsx


def product() -> None:
    """Make the file as the manager's list does, and read it as a server would to send it."""
    with operator_scope():
        response = export_xlsx(STOCK, SOURCE.every(ListQuery()))
        for _ in response.streaming_content:
            pass
        response.close()


def _statement() -> tuple[str, Any, list[str]]:
    """Return the list's statement, and the names of the columns that the file shows."""
    with operator_scope(), recorded(connection) as statements:
        next(SOURCE.every(ListQuery()))
    names = [f"{c.key}_{code}" for c in STOCK.columns if c.kind == "name" for code in ("zh", "ko", "en")]
    names += [c.key for c in STOCK.columns if c.excel and c.kind not in ("name", "image")]
    found = statements[0]
    return found.sql, found.parameters, ["warehouse_ko" if n == "warehouse" else n for n in names]


def bare() -> None:
    """Write the same rows cell by cell as they come from the bare driver."""
    sql, parameters, names = _statement()
    raw: Any = connection.connection
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True})
        sheet = book.add_worksheet()
        if connection.vendor == "postgresql":
            raw.execute("BEGIN")
            cursor = raw.cursor("bench")
            cursor.itersize = 1000
        else:
            cursor = raw.cursor()
        cursor.execute(sql, parameters)
        keys = [column[0] for column in cursor.description]
        places = [keys.index(name) for name in names]
        for line, row in enumerate(cursor):
            for column, place in enumerate(places):
                sheet.write(line, column, row[place])
        cursor.close()
        book.close()


def _peak_mb() -> float:
    """Return the most memory this process ever had, in MB.

    Not ru_maxrss: that begins with what the process that started this one had.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(kind: str, database: str) -> None:
    """Do it, and say what it took."""
    use(opened(database))
    begin = time.perf_counter()
    {"product": product, "bare": bare}[kind]()
    seconds = time.perf_counter() - begin
    peak = _peak_mb()
    with operator_scope():
        rows = StockLevel.objects.count()
    print(json.dumps({"seconds": seconds, "mb": peak, "rows": rows}))


if __name__ == "__main__":
    main(*sys.argv[1:])
