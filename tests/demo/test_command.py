"""The command `load_demo`, where there is no demo yet."""

import pytest
from django.core.management import CommandError, call_command

from parloir.facilities.models import Facility


@pytest.mark.django_db
def test_the_command_refuses_without_the_demo(settings):
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("load_demo")
    assert Facility.objects.count() == 0
