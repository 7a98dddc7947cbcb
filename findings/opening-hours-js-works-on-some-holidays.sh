#!/usr/bin/env bash
# opening_hours 3.15.0 (npm): two federal holidays of the United States have no day in lieu.
#
# A federal holiday on a Saturday is observed on the Friday before, one on a Sunday on the Monday
# after (5 U.S.C. 6103 b). With "PH off" and country "us" the library closes on 24 December 2027
# (for Christmas) and on 5 July 2027, but not on 31 December 2027 (for New Year's Day of 2028) and
# not on 10 November 2028 (for Veterans Day).
# Seen: "open" on those two days. Hours of a county's office, written in OpenStreetMap's form, say
# that somebody is there when the doors are closed.
# Instead: name the days in the hours ("2027 Dec 31 off"), or take holidays from a list of dates.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-fund --no-audit --prefix "$folder" opening_hours@3.15.0 > /dev/null

seen=$(cd "$folder" && TZ=America/Chicago node - <<'NODE'
const OpeningHours = require("opening_hours");
const hours = new OpeningHours("Mo-Fr 09:00-17:00; PH off", { address: { country_code: "us" } });
const days = ["2027-07-05", "2027-12-24", "2027-12-31", "2028-11-10"];
console.log(days.map((day) => hours.getState(new Date(`${day}T12:00`)) ? "open" : "closed").join(" "));
NODE
)
echo "Independence Day, Christmas, New Year's Day, Veterans Day, each observed: $seen"
[ "$seen" = "closed closed open open" ]
