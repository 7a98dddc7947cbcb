#!/usr/bin/env bash
# dbf 0.99.11 (PyPI) and shapefile 0.6.6 (npm) list rows that were deleted.
#
# Older jail systems export their roster as a dBase or FoxPro table. Deleting a row only writes "*"
# into its first byte; the row stays in the file until somebody packs the table.
# Seen: dbfread 2.0.7 gives the row that is left. A loop over dbf.Table gives both (the program has
# to ask dbf.is_deleted), and so does openDbf of shapefile, which skips that byte: its rows do not
# say which one was deleted. Released people are on the roster again, and visits to them can be
# booked.
# Instead: check the first byte, and keep a file with a deleted row among the tests.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check dbf==0.99.11 dbfread==2.0.7
cd "$folder"
npm install --silent --no-audit --no-fund shapefile@0.6.6 > npm.txt 2>&1

python=$(python/bin/python - <<'PYTHON'
import struct
import dbf
import dbfread

rows = [b" " + b"DOE, JOAN   ", b"*" + b"ROE, ANN    "]
header = struct.pack("<BBBBIHH20x", 3, 126, 11, 30, len(rows), 65, len(rows[0]))
column = struct.pack("<11sc4xBB14x", b"NAME", b"C", len(rows[0]) - 1, 0)
with open("roster.dbf", "wb") as file:
    file.write(header + column + b"\r" + b"".join(rows) + b"\x1a")

table = dbf.Table("roster.dbf").open(dbf.READ_ONLY)
listed = {
    "dbfread": [row["NAME"] for row in dbfread.DBF("roster.dbf")],
    "dbf": [row.name.strip() for row in table],
}
print("; ".join(f"{library}: {' '.join(names)}" for library, names in listed.items()))
PYTHON
)
node=$(node -e '
  require("shapefile").openDbf("roster.dbf").then(async (rows) => {
    const names = [];
    for (let row; !(row = await rows.read()).done; ) names.push(row.value.NAME);
    console.log(`shapefile: ${names.join(" ")}`);
  });
')
echo "$python; $node"
[ "$python" = "dbfread: DOE, JOAN; dbf: DOE, JOAN ROE, ANN" ] &&
    [ "$node" = "shapefile: DOE, JOAN ROE, ANN" ]
