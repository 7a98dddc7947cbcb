"""Write tables that people open in a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

Cell = object
# What spreadsheets take as the beginning of a formula, in the width of East Asian letters too, and
# what some of them skip before they look.
_BEGINS_A_FORMULA = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
_CONTROLS = frozenset("\t\r\n")
_SKIPPED = "\t\r\n\x00 \u00a0\u3000\ufeff"


def csv_response(rows: Iterable[Sequence[Cell]], *, file_name: str) -> HttpResponse:
    """Return rows as a CSV file, in which no text begins a formula."""
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{file_name}"',
            "Cache-Control": "no-store",
        },
    )
    csv.writer(response).writerows([harmless(cell) for cell in row] for row in rows)
    return response


def harmless(cell: Cell) -> Cell:
    """Return the cell so that no spreadsheet takes it for a formula. Numbers and dates stay."""
    if not isinstance(cell, str):
        return cell
    begins = cell.lstrip(_SKIPPED)[:1]
    begins_formula = bool(begins) and begins in _BEGINS_A_FORMULA
    return f"'{cell}" if begins_formula or cell[:1] in _CONTROLS else cell
