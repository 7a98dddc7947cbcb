"""A process that is killed while it seals the audit loses nothing; the next one goes on."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

from parloir.audit.actors import CLOCK
from parloir.audit.blocks import entries_of
from parloir.audit.heads import own_head_file, read_head
from parloir.audit.models import AuditBlock, AuditEvent
from parloir.audit.operations import record
from parloir.audit.verifying import verify
from parloir.worker.audit_chain import AuditChain
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.subjects import Thing

pytestmark = pytest.mark.django_db(transaction=True)

NOW = NINE_ON_MONDAY
KILLED = """
import os, signal, django
django.setup()
from datetime import datetime
from pathlib import Path
from django.conf import settings
from django.db import connection
from parloir.audit import models
from parloir.worker import audit_chain

connection.settings_dict["NAME"] = {name!r}
settings.DATA_DIR = Path({data!r})
die = lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)
if {moment!r} == "before the commit":
    save = models.AuditBlock.save
    models.AuditBlock.save = lambda *args, **kwargs: (save(*args, **kwargs), die())
else:
    audit_chain.keep_head = die
audit_chain.AuditChain("killed").seal(now=datetime.fromisoformat({now!r}))
"""


def happen(count: int) -> None:
    for _ in range(count):
        record("open", by=CLOCK, on=Thing("thing0000001"), at=NOW)


def is_killed(moment: str, data: str) -> bool:
    code = KILLED.format(
        name=str(connection.settings_dict["NAME"]), data=data, moment=moment, now=NOW.isoformat()
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "parloir.config.settings",
            "PARLOIR_DEMO": "1",
        },
        check=False,
    )
    return ended.returncode == -signal.SIGKILL


@pytest.mark.parametrize(("moment", "blocks"), [("before the commit", 0), ("after the commit", 1)])
def test_audit_verify_finds_nothing_after_the_chain_process_was_killed(settings, moment, blocks):
    happen(3)
    assert is_killed(moment, str(settings.DATA_DIR))
    assert AuditBlock.objects.count() == blocks
    assert not own_head_file().exists()

    happen(2)
    AuditChain("killed").seal(now=NOW)  # it has the lease still: the name is the same

    sealed = [key for block in AuditBlock.objects.all() for key, _mac in entries_of(block)]
    assert sorted(sealed) == list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))
    assert len(sealed) == 5
    report = verify(heads=[read_head(own_head_file())])
    assert (report.finding, report.unsealed) == (None, 0)
