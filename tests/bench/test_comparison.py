import json

import pytest

from bench.comparison import (
    Reading,
    compared,
    comparison_json,
    comparison_table,
    read_figures,
)
from bench.figures import MeasurementFailed


def reading(value, *, unit="ms", n=100, baseline=None):
    return Reading(value=value, unit=unit, n=n, baseline=baseline)


def of(ours, theirs, *, unit="ms"):
    """Return one metric, from the values of each round."""
    sides = [[{"it": reading(value, unit=unit)} for value in side] for side in (ours, theirs)]
    return compared(*sides)[0]


def test_ratio_is_of_the_medians_of_all_rounds():
    assert of([300, 10, 20], [5, 10, 1000]).ratio == 2


def test_metrics_come_in_our_order_and_then_what_only_they_have():
    ours = [{"b": reading(1), "a": reading(2)}, {"b": reading(3)}]
    theirs = [{"z": reading(5), "a": reading(6)}]
    assert [(one.name, len(one.ours), len(one.theirs)) for one in compared(ours, theirs)] == [
        ("b", 2, 0),
        ("a", 1, 1),
        ("z", 0, 1),
    ]


@pytest.mark.parametrize(
    ("ours", "theirs", "unit", "is_worse"),
    [
        (110, 100, "ms", False),
        (110.1, 100, "ms", True),
        (50, 100, "ms", False),
        (9, 8, "queries", True),
        (90, 100, "1/s", False),
        (89.9, 100, "1/s", True),
        (200, 100, "1/s", False),
        (0, 0, "bookings", False),
        (1, 0, "bookings", True),
        (1, 0, "1/s", False),
    ],
)
def test_more_of_a_time_is_worse_and_less_of_a_rate(ours, theirs, unit, is_worse):
    assert of([ours], [theirs], unit=unit).is_worse is is_worse


def test_metric_of_one_side_has_no_ratio_and_is_not_worse():
    (only,) = compared([{"it": reading(5)}], [])
    assert (only.ratio, only.is_worse) == (None, False)


def test_metric_whose_unit_has_changed_has_no_ratio():
    (changed,) = compared([{"it": reading(1500)}], [{"it": reading(1.5, unit="s")}])
    assert (changed.unit, changed.ratio, changed.is_worse) == ("ms or s", None, False)


def test_table_has_medians_ranges_and_samples_of_both():
    ours = [{"join": reading(value), "both": reading(7, n=1)} for value in (40, 60, 50)]
    theirs = [{"join": reading(40), "theirs": reading(3, n=n), "both": reading(7, n=1)}
              for n in (5, 7)]  # fmt: skip

    lines = comparison_table(compared(ours, theirs), their_name="b5dba16").splitlines()

    assert lines[0].split() == [
        "metric", "unit", "ours", "least", "most", "n", "b5dba16", "least", "most", "n",
        "ratio", "worse",
    ]  # fmt: skip
    assert [line.split() for line in lines[2:5]] == [
        ["join", "ms", "50", "40", "60", "3x100", "40", "40", "40", "2x100", "1.25", "WORSE"],
        ["both", "ms", "7", "7", "7", "3x1", "7", "7", "7", "2x1", "1.00"],
        ["theirs", "ms", "3", "3", "3", "2x5..7"],
    ]
    # A metric that only they have is listed under their name.
    assert lines[4].index("2x5..7") > lines[0].index("b5dba16")
    assert lines[5:] == ["", "Medians above 1.10 of theirs (rates: below 0.90): join."]


def test_table_says_that_nothing_is_worse_and_where_amounts_differ():
    metrics = compared(
        [{"join": reading(40, n=20), "page": reading(3)}],
        [{"join": reading(40, n=100), "page": reading(3)}],
    )
    assert comparison_table(metrics, their_name="old").splitlines()[-2:] == [
        "No median of 2 that both sides have is above 1.10 of theirs (rates: below 0.90).",
        "Not the same number of samples on both sides: join.",
    ]


@pytest.mark.parametrize("theirs", [[], [{"join": reading(1.5, unit="s")}]])
def test_table_without_a_pair_says_that_nothing_is_compared(theirs):
    table = comparison_table(compared([{"join": reading(40)}], theirs), their_name="old")
    assert table.splitlines()[-1] == (
        "Nothing was measured on both sides, so nothing can be compared."
    )


def test_file_has_each_round_of_both_sides():
    ours = [{"join": reading(48, baseline=40)}, {"join": reading(60)}, {"join": reading(54)}]
    metrics = compared(ours, [{"join": reading(45)}])

    content = json.loads(
        comparison_json(metrics, ours={"commit": "1" * 40}, theirs={"commit": "2" * 40})
    )

    assert content == {
        "ours": {"commit": "1" * 40},
        "theirs": {"commit": "2" * 40},
        "metrics": {
            "join": {
                "unit": "ms",
                "ours": {
                    "median": 54, "min": 48, "max": 60,
                    "rounds": [
                        {"value": 48, "unit": "ms", "n": 100, "baseline": 40},
                        {"value": 60, "unit": "ms", "n": 100, "baseline": None},
                        {"value": 54, "unit": "ms", "n": 100, "baseline": None},
                    ],
                },
                "theirs": {
                    "median": 45, "min": 45, "max": 45,
                    "rounds": [{"value": 45, "unit": "ms", "n": 100, "baseline": None}],
                },
                "ratio": 1.2,
                "worse": True,
            }
        },
    }  # fmt: skip


def test_file_of_any_commit_is_read():
    text = '{"join": {"value": 48, "unit": "ms", "baseline": 40.5, "ratio": 1.18, "n": 100}}'
    assert read_figures(text) == {"join": reading(48, baseline=40.5)}


@pytest.mark.parametrize(
    "text", ["", "[]", '{"join": 4}', '{"join": {"value": 4, "unit": "ms", "baseline": null}}']
)
def test_file_that_is_none_of_ours_is_refused(text):
    with pytest.raises(MeasurementFailed, match="figures cannot be read"):
        read_figures(text)
