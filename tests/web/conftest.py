import pytest


@pytest.fixture(autouse=True)
def static_files_by_their_own_names(settings):
    """The names with hashes are collectstatic's, which the tests of pages do not need."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
