#!/usr/bin/env bash
# namecase 1.1.2 (npm) removes the space after "y" in a Spanish name.
#
# Rosters and ID cards are in capitals, and libraries of this kind write names as people do. They
# are expected to change nothing but the case of letters. Two Spanish surnames may be joined by "y"
# (and).
# Seen: "LOPEZ Y RUIZ" becomes "Lopez yRuiz". @compwright/namecase 2.0.7, a fork, does the same. The
# name is wrong on the screen and on paper, and a search for "Lopez y Ruiz" finds nobody.
# Instead: show the roster's capitals, or refuse a result that differs in more than case.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund namecase@1.1.2 @compwright/namecase@2.0.7 > npm.txt 2>&1

cat > look.cjs <<'SCRIPT'
const names = ["LOPEZ Y RUIZ", "DE LA CRUZ Y LUNA", "LOPEZ RUIZ"];
for (const library of ["namecase", "@compwright/namecase"]) {
  console.log(names.map(require(library)).join("; "));
}
SCRIPT
seen=$(node look.cjs)
echo "$seen"
expected="Lopez yRuiz; De la Cruz yLuna; Lopez Ruiz"
[ "$seen" = "$expected"$'\n'"$expected" ]
