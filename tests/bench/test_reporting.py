import json

from bench.figures import Figure
from bench.reporting import as_json, as_table

FIGURES = {
    "start_fresh_s": Figure(value=181.24, n=1),
    "visit_join_ms_p50": Figure(value=48.0, n=100, baseline=40.0),
    "page_home_queries": Figure(value=7, n=1),
}


def test_file_has_value_unit_baseline_ratio_and_runs_of_each_metric():
    assert json.loads(as_json(FIGURES)) == {
        "start_fresh_s": {
            "value": 181.24, "unit": "s", "baseline": None, "ratio": None, "n": 1,
        },
        "visit_join_ms_p50": {
            "value": 48.0, "unit": "ms", "baseline": 40.0, "ratio": 1.2, "n": 100,
        },
        "page_home_queries": {
            "value": 7, "unit": "queries", "baseline": None, "ratio": None, "n": 1,
        },
    }  # fmt: skip


def test_table_says_beside_each_goal_whether_it_is_met():
    rows = [line.split() for line in as_table(FIGURES).splitlines()[2:]]
    assert rows == [
        ["start_fresh_s", "181", "s", "≤", "180", "s", "NO", "1"],
        ["visit_join_ms_p50", "48", "ms", "≤", "1.25", "times", "the", "baseline", "yes", "40",
         "1.20", "100"],
        ["page_home_queries", "7", "queries", "1"],
    ]  # fmt: skip
