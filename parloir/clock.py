"""The one place that reads the clock; `PARLOIR_CLOCK` moves it in the demo.

For `web`, `realtime` and `worker` alone: everything below is told the time.
"""

from datetime import datetime

from django.conf import settings
from django.utils import timezone


def current_time() -> datetime:
    return timezone.now() + settings.CLOCK_OFFSET
