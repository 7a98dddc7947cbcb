#!/usr/bin/env bash
# nameparser 2.6.0 (PyPI) moves a given name to the last name, although a comma stands between.
#
# Rosters write "LAST, FIRST MIDDLE". "Van" and "Do" are common Vietnamese middle names, and in
# other languages words before a last name; a given name that ends in one is put in front of the
# last name.
# Seen: "PHAM, MINH VAN" has the last name "VAN PHAM" and no middle name, "Nguyen, Thi Do" the last
# name "Do Nguyen". "Nguyen, Van Minh" stays as it was written. A person is filed under V or D, and
# compared with the card's last name they differ.
# Instead: split such a roster at its comma.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv there
there/bin/pip install --quiet --disable-pip-version-check nameparser==2.6.0

cat > look.py <<'SCRIPT'
from nameparser import HumanName

for text in ("PHAM, MINH VAN", "Nguyen, Thi Do", "Nguyen, Van Minh"):
    name = HumanName(text)
    print(f"{text}: first {name.first}, middle {name.middle or '-'}, last {name.last}")
SCRIPT
seen=$(there/bin/python look.py)
echo "$seen"
[ "$seen" = "PHAM, MINH VAN: first MINH, middle -, last VAN PHAM
Nguyen, Thi Do: first Thi, middle -, last Do Nguyen
Nguyen, Van Minh: first Van, middle Minh, last Nguyen" ]
