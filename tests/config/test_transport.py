import pytest

from parloir.config.transport import https_only_seconds

A_YEAR = 365 * 24 * 60 * 60


@pytest.mark.parametrize(
    ("base_url", "seconds"),
    [
        ("https://visits.example.org", A_YEAR),
        ("https://visits.example.org:8443", A_YEAR),
        ("http://visits.example.org", 0),
        ("https://localhost:8000", 0),
        ("https://jail", 0),
        ("https://jail.local", 0),
        ("https://jail.internal.", 0),
        ("https://192.0.2.7", 0),
        ("https://[2001:db8::1]:8000", 0),
    ],
)
def test_only_a_public_name_is_limited_to_https(base_url, seconds):
    assert https_only_seconds(base_url, has_local_certificate=False) == seconds


def test_never_with_the_certificate_of_this_machine():
    assert https_only_seconds("https://visits.example.org", has_local_certificate=True) == 0
