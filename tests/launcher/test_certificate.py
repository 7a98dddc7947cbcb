"""The certificate for other devices on the network."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from launcher.certificate import RENEWED_BEFORE, VALID_FOR, ensure_certificate

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def shown(folder):
    return x509.load_pem_x509_certificate((folder / "tls.crt").read_bytes())


def names_of(certificate):
    extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return {str(name.value) for name in extension.value}


@pytest.mark.parametrize("host", ["visits.example", "192.0.2.7"])
def test_certificate_names_the_host_and_this_machine(tmp_path, host):
    ensure_certificate(host=host, folder=tmp_path, now=NOW)

    assert names_of(shown(tmp_path)) == {host, "localhost", "127.0.0.1"}
    assert stat.S_IMODE((tmp_path / "tls.key").stat().st_mode) == 0o600


def test_browsers_take_its_length(tmp_path):
    ensure_certificate(host="visits.example", folder=tmp_path, now=NOW)

    certificate = shown(tmp_path)
    length = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    assert length <= timedelta(days=398)


@pytest.mark.parametrize(
    ("spare", "is_kept"), [(timedelta(seconds=1), True), (timedelta(0), False)]
)
def test_certificate_is_renewed_before_it_runs_out(tmp_path, spare, is_kept):
    ensure_certificate(host="visits.example", folder=tmp_path, now=NOW)
    before = shown(tmp_path)

    later = NOW + VALID_FOR - RENEWED_BEFORE - spare
    ensure_certificate(host="visits.example", folder=tmp_path, now=later)

    assert (shown(tmp_path) == before) is is_kept


def test_another_host_gets_another_certificate(tmp_path):
    ensure_certificate(host="visits.example", folder=tmp_path, now=NOW)
    ensure_certificate(host="other.example", folder=tmp_path, now=NOW)

    assert "other.example" in names_of(shown(tmp_path))
