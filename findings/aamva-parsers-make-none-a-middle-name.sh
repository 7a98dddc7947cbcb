#!/usr/bin/env bash
# aamva-parser 1.7.0 and parse-usdl 3.2.0 (npm) give people without a middle name the name "NONE".
#
# The barcode of a US driver's license must contain the middle name (element DAD). The AAMVA DL/ID
# Card Design Standard, annex D, writes NONE where the holder has none, and "unavl" where the state
# does not know it. A parser is expected to give no value then.
# Seen: both give "NONE", and getFullName of aamva-parser gives "JOAN NONE DOE". A comparison with
# the name that a visitor typed fails for everybody without a middle name, or a registrar approves
# the wrong name.
# Instead: treat NONE and unavl as missing, in every element.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund aamva-parser@1.7.0 parse-usdl@3.2.0 > npm.txt 2>&1

cat > look.cjs <<'SCRIPT'
const aamvaParser = require("aamva-parser");
const usdl = require("parse-usdl");

const elements = [
  "DLDAQ123456789", "DCSDOE", "DDEN", "DACJOAN", "DDFN", "DADNONE", "DDGN", "DCAD", "DCBNONE",
  "DCDNONE", "DBD01152024", "DBB05041985", "DBA05042032", "DBC2", "DAU065 IN", "DAYBRO",
  "DAG12 MAIN ST", "DAIAMES", "DAJIA", "DAK500100000  ", "DCF1234567890", "DCGUSA", "DDAF",
];
const subfile = elements.join("\n") + "\r";
const length = String(subfile.length).padStart(4, "0");
const barcode = `@\n\x1e\rANSI 636018080001DL0031${length}${subfile}`;
console.log(`${aamvaParser.getFullName(barcode)}; ${usdl.parse(barcode).middleName}`);
SCRIPT
seen=$(node look.cjs)
echo "aamva-parser; parse-usdl: $seen"
[ "$seen" = "JOAN NONE DOE; NONE" ]
