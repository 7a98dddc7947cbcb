import pytest

from bench.figures import Figure, MeasurementFailed, figure_at, percentile


@pytest.mark.parametrize(
    ("percent", "value"), [(0, 1), (1, 1), (50, 50), (51, 51), (95, 95), (99, 99), (100, 100)]
)
def test_percentile_of_a_hundred_is_the_sample_of_that_rank(percent, value):
    assert percentile(range(100, 0, -1), percent) == value


def test_percentile_is_never_between_two_samples():
    assert percentile([1, 10], 50) == 1
    assert percentile([1, 10], 51) == 10


def test_percentile_of_nothing_is_a_failed_measurement():
    with pytest.raises(MeasurementFailed):
        percentile([], 50)


def test_ratio_is_of_the_same_percentile():
    figure = figure_at(50, [30, 10, 20], baseline=[8, 4, 100])
    assert (figure.value, figure.baseline, figure.ratio, figure.n) == (20, 8, 2.5, 3)


def test_figure_without_baseline_has_no_ratio():
    assert Figure(value=3, n=1).ratio is None
