#!/usr/bin/env bash
# phonenumbers 9.0.43 (PyPI) makes digits of the note that people write behind a number.
#
# Registrations and rosters have fields such as "555-0123 mom" or "234-5678 sis". Letters on the
# keys are a way to write a number (1-800-FLOWERS), and three letters at the end are enough.
# Seen: "234-5678 mom" is +1 234 567 8666, possible and valid: seven digits without an area code
# become somebody else's number in Ohio, and a reminder of a visit goes there. With two letters
# ("ma") the note is left out. With four ("home") behind ten digits, parse() returns a number of
# fourteen digits without an error; only is_possible_number() says that it is none.
# Instead: refuse what has letters, except for the words of an extension, before it is parsed.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv there
there/bin/pip install --quiet --disable-pip-version-check phonenumbers==9.0.43

cat > look.py <<'SCRIPT'
import phonenumbers as library

for text in ("234-5678 mom", "234-5678 ma", "816-555-0142 home"):
    number = library.parse(text, "US")
    plain = library.format_number(number, library.PhoneNumberFormat.E164)
    print(text, plain, library.is_possible_number(number), library.is_valid_number(number))
SCRIPT
seen=$(there/bin/python look.py)
echo "$seen"
[ "$seen" = "234-5678 mom +12345678666 True True
234-5678 ma +12345678 True False
816-555-0142 home +181655501424663 False False" ]
