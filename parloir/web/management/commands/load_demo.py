from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from parloir.clock import current_time
from parloir.demo.file import demo_file
from parloir.demo.loading import load_demo


class Command(BaseCommand):
    help = "Load the demo: two facilities, their people and devices. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--base-url", default=settings.BASE_URL, help="where browsers reach this installation"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The demo has accounts with passwords in a file: set PARLOIR_DEMO=1 to load it."
            )
        load_demo(base_url=options["base_url"], now=current_time())
        self.stdout.write(f"The demo is loaded; {demo_file()} says how to get in.")
