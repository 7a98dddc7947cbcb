"""The measurement of pictures without a barcode compares the same work."""

import pytest

from bench import barcodes
from bench.barcodes import measure_barcodes, read_at_three_angles
from bench.figures import MeasurementFailed
from tests.people.test_barcode import LICENCE, picture_of


def test_looking_costs_less_than_three_passes():
    figure = measure_barcodes(count=2)["barcode_none_found_ms"]
    assert figure.n == 2
    assert figure.ratio is not None
    assert 0 < figure.ratio < 1


def test_picture_with_a_barcode_is_no_measurement(monkeypatch):
    monkeypatch.setattr(barcodes, "card_without_barcode", lambda _: picture_of(LICENCE))
    with pytest.raises(MeasurementFailed):
        measure_barcodes(count=1)


def test_baseline_reads_what_it_read():
    assert read_at_three_angles(picture_of(LICENCE, angle=8))
