#!/usr/bin/env bash
# mrz 0.6.2 (PyPI) says that a valid ID card has a wrong check digit.
#
# A card's first line (TD1) has nine places for the document number and one for its check digit. If
# the number is longer (in Belgium it is), the place of the check digit has "<", and the optional
# data begins with the rest of the number and its check digit (ICAO Doc 9303 part 5, 4.2.4).
# Seen: the checker takes "<" for the check digit. The card is invalid because of its "document
# number hash", and the number is cut to nine characters. mrz 5.0.2 of npm reads the whole number. A
# registrar sees a forged card where a visitor from abroad has a valid one.
# Instead: put both parts of the number together before checking.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check mrz==0.6.2

seen=$("$folder/python/bin/python" - <<'PYTHON'
from mrz.checker.td1 import TD1CodeChecker

def check_digit(text):
    values = ["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".find(sign) for sign in text.replace("<", "0")]
    return str(sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)

def card(number):
    head, rest = number[:9], number[9:]
    shown = head + "<" + rest + check_digit(number) if rest else head + check_digit(head)
    first = ("I<UTO" + shown).ljust(30, "<")
    birth, expiry = "850504", "320415"
    second = f"{birth}{check_digit(birth)}F{expiry}{check_digit(expiry)}UTO".ljust(29, "<")
    whole = check_digit(first[5:] + second[:7] + second[8:15] + second[18:])
    return TD1CodeChecker("\n".join([first, second + whole, "DOE<<JOAN".ljust(30, "<")]))

for number in ("D71234569", "D71234569012"):
    checked = card(number)
    print(bool(checked), checked.fields().document_number, checked.report.falses, end="; ")
PYTHON
)
echo "D71234569 and D71234569012: $seen"
[ "$seen" = "True D71234569 []; False D71234569 [('document number hash', False)]; " ]
