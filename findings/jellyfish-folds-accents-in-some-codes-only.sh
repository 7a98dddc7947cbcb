#!/usr/bin/env bash
# jellyfish 1.3.0 (PyPI) folds accents in two of its phonetic codes, and not in the other two.
#
# A phonetic code finds a name that was heard or typed differently. Soundex and Metaphone of this
# library take "Núñez" as "Nunez". NYSIIS and the match rating approach keep the accents in the
# code, without an error, so that the codes differ.
# Seen: the codes of "Núñez" are N520, NNS, NÚÑ, NÚÑZ; those of "Nunez" N520, NNS, NAN, NNZ. A
# search by NYSIIS finds nobody whose roster was typed without accents, as most are.
# Instead: fold names before either code is computed.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv there
there/bin/pip install --quiet --disable-pip-version-check jellyfish==1.3.0

cat > look.py <<'SCRIPT'
import jellyfish

CODES = ("soundex", "metaphone", "nysiis", "match_rating_codex")
for name in ("Núñez", "Nunez", "Müller", "Muller"):
    print(name, *(getattr(jellyfish, code)(name) for code in CODES))
SCRIPT
seen=$(there/bin/python look.py)
echo "$seen"
[ "$seen" = "Núñez N520 NNS NÚÑ NÚÑZ
Nunez N520 NNS NAN NNZ
Müller M460 MLR MÜLAR MÜLR
Muller M460 MLR MALAR MLR" ]
