import pytest

from parloir.config import env

NAME = "PARLOIR_DATABASE_URL"


def read(monkeypatch, url: str) -> dict[str, object]:
    monkeypatch.setenv(NAME, url)
    return env.database(NAME, "sqlite:////unused")


def where(database: dict[str, object]) -> list[object]:
    return [database[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("postgresql:///parloir", ["", "", "", "", "parloir"]),
        ("postgresql:///parloir?host=/run/postgresql", ["", "", "/run/postgresql", "", "parloir"]),
        ("postgresql:///p?host=/srv/a%20b&port=5433", ["", "", "/srv/a b", "5433", "p"]),
        ("postgresql://web@/p?host=/s", ["web", "", "/s", "", "p"]),
        ("postgres://w%40b:a%2Fb@db.example:6000/p", ["w@b", "a/b", "db.example", "6000", "p"]),
    ],
)
def test_where_postgresql_is_and_who_asks(monkeypatch, url, parts):
    database = read(monkeypatch, url)
    assert database["ENGINE"] == "parloir.config.postgresql"
    assert where(database) == parts


def test_what_else_is_asked_of_libpq_reaches_it(monkeypatch):
    url = "postgresql://db.example/p?sslmode=verify-full&sslrootcert=/etc/ca%2B.pem"
    options = read(monkeypatch, url)["OPTIONS"]
    assert isinstance(options, dict)
    del options["pool"]
    assert options == {"sslmode": "verify-full", "sslrootcert": "/etc/ca+.pem"}


def test_a_pooled_connection_is_given_back_and_asked_whether_it_works(monkeypatch):
    database = read(monkeypatch, "postgresql:///parloir")
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (0, True)
    assert "ATOMIC_REQUESTS" not in database


@pytest.mark.parametrize(
    ("url", "path"),
    [("sqlite:////var/lib/a.sqlite3", "/var/lib/a.sqlite3"), ("sqlite:///a%20b", "/a b")],
)
def test_where_the_file_is(monkeypatch, url, path):
    assert read(monkeypatch, url)["NAME"] == path


@pytest.mark.parametrize("url", ["", "mysql://db/p", "/var/lib/a.sqlite3"])
def test_another_engine_is_refused_with_what_to_write(monkeypatch, url):
    with pytest.raises(env.SettingError, match="write sqlite:/// or postgresql://"):
        read(monkeypatch, url)
