"""No cell of a table begins a formula."""

import ast
import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parloir.web.spreadsheets import csv_response, harmless

PARLOIR = Path(__file__).resolve().parents[2] / "parloir"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\uff1d1", "\t"],
)
def test_text_that_a_spreadsheet_would_compute_is_quoted(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["", "Dana Reyes", "O'Brien", "1-2", -5, 2.5, date(2026, 5, 11)])
def test_other_cells_stay_as_they_are(cell):
    assert harmless(cell) is cell


@given(st.lists(st.lists(st.text(), min_size=1), max_size=5))
def test_no_cell_of_a_file_begins_a_formula(rows):
    body = csv_response(rows, file_name="a.csv").content.decode("utf-8", "surrogatepass")
    for row in csv.reader(io.StringIO(body, newline="")):
        for cell in row:
            assert cell[:1] not in set("=+-@\t\r\n")


def test_tables_are_written_here_alone():
    """So that no other export forgets it."""
    writers = [
        str(path.relative_to(PARLOIR))
        for path in PARLOIR.rglob("*.py")
        if any(
            isinstance(node, ast.Import) and any(one.name == "csv" for one in node.names)
            for node in ast.walk(ast.parse(path.read_text()))
        )
    ]
    assert writers == ["web/spreadsheets.py"]
