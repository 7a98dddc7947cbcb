#!/usr/bin/env bash
# agate 1.14.2 (the reader of csvkit) changes what a jail's roster says without a word.
#
# The file is a valid CSV with an id, a name, a sex, a housing unit and a cell.
# Seen with Table.from_csv and its default types: cell "1-2" is the 2nd of January 2001, unit "3E2"
# is the number 300, sex "F" in a column of women is False, and id "0012389" is 12389. Nothing is
# raised or logged. Reading a column as text needs a TypeTester with `force`.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check agate==1.14.2

cat > "$folder/roster.csv" <<'CSV'
id,name,sex,unit,cell
0012389,"DOE, JOAN A",F,3E2,1-2
0012390,"ROE, ANN",F,4E1,1-3
CSV
seen=$("$folder/python/bin/python" -W ignore - "$folder/roster.csv" <<'PYTHON'
import sys
import agate
row = agate.Table.from_csv(sys.argv[1]).rows[0]
print(int(row["id"]), row["name"], row["sex"], int(row["unit"]), row["cell"])
PYTHON
)
echo "0012389 DOE, JOAN A F 3E2 1-2 is read as: $seen"
[ "$seen" = "12389 DOE, JOAN A False 300 2001-01-02" ]
