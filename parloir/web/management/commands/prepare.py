from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from parloir.audit.actors import CLOCK
from parloir.clock import current_time
from parloir.facts.zone_rules import follow_zone_data
from parloir.people.models import Inmate
from parloir.people.pin_sheets import judge_pins


class Command(BaseCommand):
    help = "What bin/run needs done before a start, in one process. Without options: nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tables", action="store_true", help="migrate, weak PINs, zone data")
        parser.add_argument("--demo", action="store_true", help="load_demo")
        parser.add_argument("--static", action="store_true", help="collectstatic")
        parser.add_argument(
            "--base-url", default=settings.BASE_URL, help="where browsers reach the demo"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["tables"]:
            call_command("migrate", interactive=False, verbosity=0)
            judge_pins(Inmate.objects.all())
            follow_zone_data(by=CLOCK, now=current_time())
        if options["demo"]:
            call_command("load_demo", base_url=options["base_url"], stdout=self.stdout)
        if options["static"]:
            call_command("collectstatic", interactive=False, verbosity=0)
