import pytest


@pytest.fixture(autouse=True)
def static_files_by_their_own_names(settings):
    """Names with hashes need collectstatic, which tests of pages do not need."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
