#!/usr/bin/env bash
# pytest-xdist 3.8.0 with pytest 9.2.0 (Python 3.11): `--dist loadgroup` keeps no group together.
#
# Documented: tests marked with `xdist_group("one")` run on the same worker; their ids are then
# shown as `test@one`, by which the scheduler tells the groups apart.
# Seen: the ids have no group, each test is a group of its own, and nothing says so. xdist assigns
# to `item._nodeid`; pytest 9.2 makes the id from another attribute. With pytest 9.0.3 the ids have
# their group.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat > "$folder/test_groups.py" <<'TESTS'
import pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(4))
def test_it(number):
    pass
TESTS

ids_with_group() { # VERSION OF PYTEST
    python3 -m venv "$folder/$1"
    "$folder/$1/bin/pip" install --quiet --disable-pip-version-check "pytest==$1" pytest-xdist==3.8.0
    (cd "$folder" && "$folder/$1/bin/python" -m pytest -p no:cacheprovider --verbose \
        --numprocesses 2 --dist loadgroup test_groups.py) > "$folder/$1.txt"
    grep --count '4 passed' "$folder/$1.txt" > /dev/null
    grep --count 'PASSED.*@one' "$folder/$1.txt" || true
}

before=$(ids_with_group 9.0.3)
now=$(ids_with_group 9.2.0)
echo "ids with their group: pytest 9.0.3: $before of 4, pytest 9.2.0: $now of 4"
[ "$before" = 4 ] && [ "$now" = 0 ]
