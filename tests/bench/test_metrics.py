from pathlib import Path

import pytest

from bench.figures import Figure
from bench.metrics import METRICS, metric_of, reference

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "metrics.md"


def test_every_metric_has_one_name():
    names = [metric.name for metric in METRICS]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("start_fresh_s", "start_fresh_s"),
        ("page_first_load_kb_max", "page_first_load_kb_max"),
        ("page_schedule_when_kb", "page_<name>_kb"),
        ("page_home_queries", "page_<name>_queries"),
        ("page_home_server_ms_p50", "page_<name>_server_ms_p50"),
    ],
)
def test_metric_of_a_page_is_that_of_all_pages(name, entry):
    assert metric_of(name).name == entry


@pytest.mark.parametrize(("value", "is_met"), [(149.9, True), (150, True), (150.1, False)])
def test_goal_is_met_up_to_and_including_it(value, is_met):
    metric = metric_of("terminate_last_packet_ms_p99")
    assert metric.is_met(Figure(value=value, n=100)) is is_met


@pytest.mark.parametrize(("value", "is_met"), [(50, True), (50.1, False)])
def test_goal_of_a_ratio_is_held_against_the_ratio(value, is_met):
    metric = metric_of("visit_join_ms_p50")
    assert metric.is_met(Figure(value=value, n=20, baseline=40)) is is_met


@pytest.mark.parametrize(("value", "is_met"), [(2, False), (3, True), (4, True)])
def test_least_is_met_from_it_on(value, is_met):
    metric = metric_of("firefox_layers_sent")
    assert metric.is_met(Figure(value=value, n=1)) is is_met
    assert metric.goal_text == "≥ 3 layers"


def test_metric_without_goal_is_neither_met_nor_missed():
    assert metric_of("start_fresh_apt_s").is_met(Figure(value=1, n=1)) is None


def test_reference_is_what_the_bench_says():
    assert REFERENCE.read_text() == reference()
