#!/usr/bin/env bash
# workalendar 17.0.0: the calendar of the United States has no Juneteenth.
#
# Public Law 117-17 made the 19th of June a federal holiday in 2021. Seen: registry.get("US") lists
# the ten others for 2026, and so do the calendars of the states Illinois and California,
# which take theirs from it; only the class of the Federal Reserve sets `include_juneteenth`.
# A house that closes on the holidays of its state by this list is open on that day.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check workalendar==17.0.0

seen=$("$folder/python/bin/python" -W ignore - <<'PYTHON'
from datetime import date
from workalendar.registry import registry
from workalendar.usa import FederalReserveSystem

day = date(2026, 6, 19)
calendars = [registry.get(code) for code in ("US", "US-IL", "US-CA")]
print([one().is_holiday(day) for one in (*calendars, FederalReserveSystem)])
PYTHON
)
echo "19 June 2026 is a holiday in US, Illinois, California, Federal Reserve: $seen"
[ "$seen" = "[False, False, False, True]" ]
