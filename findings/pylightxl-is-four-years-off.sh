#!/usr/bin/env bash
# pylightxl 1.61 (PyPI) reads the dates of some workbooks four years and a day too early.
#
# A date in an .xlsx file is a number of days since 1900, or since 1904 if the workbook says
# date1904 (ECMA-376 part 1, 18.2.28). Workbooks that were begun in Excel for the Mac before 2011
# say so, and copies keep it.
# Seen: openpyxl 3.1.5 writes a workbook of that kind and reads the same date; pylightxl ignores the
# setting and raises nothing: 1989-05-04 becomes 1985/05/03. After such an import minors are adults,
# and no visitor finds an inmate by the right birth date.
# Instead: use a reader that knows date1904, and compare one date by eye before a first import.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 pylightxl==1.61

seen=$(cd "$folder" && python/bin/python - <<'PYTHON'
import datetime
import openpyxl
import pylightxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

for epoch in (CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904):
    workbook = openpyxl.Workbook()
    workbook.epoch = epoch
    workbook.active["A1"] = datetime.date(1989, 5, 4)
    workbook.save("roster.xlsx")
    same = openpyxl.load_workbook("roster.xlsx").active["A1"].value
    other = pylightxl.readxl("roster.xlsx").ws("Sheet").index(1, 1)
    print(f"{epoch.year} {same:%Y-%m-%d} {other}", end="; ")
PYTHON
)
echo "epoch, openpyxl, pylightxl: $seen"
[ "$seen" = "1899 1989-05-04 1989/05/04; 1904 1989-05-04 1985/05/03; " ]
