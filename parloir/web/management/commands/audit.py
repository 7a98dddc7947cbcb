from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from parloir.audit.heads import Head, HeadUnreadable, own_head_file, read_head
from parloir.audit.verifying import Fault, Finding, Report, verify

_SENTENCES: Mapping[Fault, str] = {
    Fault.ALTERED: "Event {event} was altered.",
    Fault.MISSING: "Event {event} is missing.",
    Fault.REORDERED: "Event {event} is not the one that stood there: events have changed places.",
    Fault.ADDED: "Event {event} was added later among older ones.",
    Fault.BLOCK_ALTERED: "Block {block} of the chain was altered.",
    Fault.BLOCK_MISSING: "Block {block} of the chain is missing.",
    Fault.CHECKPOINT_FORGED: "The last checkpoint of a purge is not signed by this installation.",
    Fault.HEAD_FORGED: "A head that you gave is not signed by this installation: block {block}.",
    Fault.HEAD_DIFFERS: "Block {block} is another one than its signed head says.",
}


class Command(BaseCommand):
    help = (
        "Verify the audit: name the first event that was altered, is missing, was reordered or "
        "added, and say from when on events are not sealed yet. Ends with 1 if something is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            type=Path,
            help="a copy of a signed head that you have kept (may be given several times)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify(heads=self._heads(options["head"]))
        self.stdout.write(f"{report.events} events in {report.blocks} blocks were compared.")
        if report.unsealed_since is not None:
            since = report.unsealed_since.strftime("%Y-%m-%d %H:%M:%S UTC")
            self.stdout.write(f"Not sealed yet: {report.unsealed} events, the first of {since}.")
        if report.finding is not None:
            raise CommandError(_sentence(report.finding))
        self.stdout.write(_good_end(report))

    def _heads(self, given: list[Path]) -> list[Head]:
        try:
            heads = [read_head(path) for path in given]
        except FileNotFoundError as error:
            raise CommandError(f"{error.filename} does not exist: name the copy.") from error
        except HeadUnreadable as error:
            raise CommandError(str(error)) from error
        try:
            heads.append(read_head(own_head_file()))
        except FileNotFoundError:
            self.stdout.write(
                f"{own_head_file()} does not exist, so an end that was cut off is not noticed: "
                "give a copy with --head."
            )
        except HeadUnreadable as error:
            raise CommandError(str(error)) from error
        return heads


def _sentence(finding: Finding) -> str:
    sentence = _SENTENCES[finding.fault].format(event=finding.event, block=finding.block)
    where = f" It is in block {finding.block}." if finding.event and finding.block else ""
    return (
        f"{sentence}{where} Stop changing the database, keep a copy of it and of the newest head, "
        "and compare with your backups."
    )


def _good_end(report: Report) -> str:
    return "Every event is as it was written." if report.events else "Nothing is sealed yet."
