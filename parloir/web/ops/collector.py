"""The metrics of `/metrics`, read from the database at each request.

So every web process returns the same values. None of them names a person.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from parloir.bookings.models import Booking
from parloir.bookings.states import BookingState
from parloir.facilities.models import Agency, Enrolment
from parloir.liveness.models import Heartbeat
from parloir.media_node.relay import RELAY, answering_addresses
from parloir.notices.mail_server import outage
from parloir.notices.models import Notice
from parloir.notices.operations import count_set_aside
from parloir.people.identity_queries import undecided_documents
from parloir.sanctions.models import Review
from parloir.visits.models import OnDuty, Visit
from parloir.visits.officers_present import FRESH
from parloir.web.ops.media_server import media_server_build
from parloir.web.ops.parts import watched_parts


class MetricsCollector(Collector):
    def __init__(self, *, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield self._parts()
        yield self._media_server()
        yield self._relay()
        yield self._visits()
        yield from self._notices()
        yield self._heartbeats()
        yield from self._counts()

    def _parts(self) -> GaugeMetricFamily:
        family = GaugeMetricFamily(
            "parloir_part_up", "1 where a part of the house is well", labels=["part"]
        )
        for part in watched_parts(now=self.now):
            family.add_metric([part.name], float(part.is_well))
        return family

    def _media_server(self) -> GaugeMetricFamily:
        build = media_server_build()
        family = GaugeMetricFamily(
            "parloir_media_server_info",
            "Always 1; its labels say which media server runs and whether its source is pinned",
            labels=["version", "source_sha256", "pinned"],
        )
        pinned = "yes" if build.is_pinned else "no"
        family.add_metric([build.version or "unknown", build.source_sha256 or "unknown", pinned], 1)
        return family

    def _relay(self) -> GaugeMetricFamily:
        family = GaugeMetricFamily(
            "parloir_relay_answers", "1 where the relay answers at this address", labels=["url"]
        )
        for address, is_answering in answering_addresses(now=self.now):
            family.add_metric([address.url], float(is_answering))
        return family

    def _visits(self) -> GaugeMetricFamily:
        family = GaugeMetricFamily(
            "parloir_visits", "Visits that are open now", labels=["facility", "state"]
        )
        rows = (
            Visit.objects.still_open()
            .values_list("facility__slug", "state")
            .annotate(count=Count("id"))
        )
        for slug, state, count in rows:
            family.add_metric([slug, state], count)
        return family

    def _notices(self) -> Iterator[GaugeMetricFamily]:
        waiting = Notice.objects.filter(state=Notice.State.WAITING).aggregate(
            count=Count("id"), oldest=Min("created_at")
        )
        failed = Notice.objects.filter(state=Notice.State.FAILED).count()
        oldest = waiting["oldest"]
        age = (self.now - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily(
            "parloir_notices_waiting", "Mails that wait to be sent", value=waiting["count"]
        )
        yield GaugeMetricFamily(
            "parloir_notices_oldest_seconds", "How long the oldest of them waits", value=age
        )
        yield GaugeMetricFamily("parloir_notices_failed", "Mails that were given up", value=failed)
        yield GaugeMetricFamily(
            "parloir_notices_set_aside",
            "Mails that could not be written, and wait for somebody to mend that",
            value=count_set_aside(),
        )
        lasting = outage()
        yield GaugeMetricFamily(
            "parloir_mail_server_away_seconds",
            "Since when the mail server has not been reached; 0 while it is",
            value=(self.now - lasting.since).total_seconds() if lasting else 0.0,
        )

    def _heartbeats(self) -> GaugeMetricFamily:
        family = GaugeMetricFamily(
            "parloir_heartbeat_age_seconds", "Since a process was last heard", labels=["process"]
        )
        for name, at in Heartbeat.objects.exclude(name=RELAY).values_list("name", "at"):
            family.add_metric([name], (self.now - at).total_seconds())
        return family

    def _counts(self) -> Iterator[GaugeMetricFamily]:
        open_bookings = Booking.objects.filter(state=BookingState.BOOKED).count()
        connected = Enrolment.objects.exclude(connection="").filter(revoked_at=None).count()
        on_duty = (
            OnDuty.objects.filter(seen_at__gt=self.now - FRESH)
            .values("officer_ref")
            .distinct()
            .count()
        )
        waiting = sum(undecided_documents(agency).count() for agency in Agency.objects.all())
        reviews = Review.objects.filter(state=Review.State.OPEN).count()
        for name, help_text, value in (
            ("parloir_bookings_open", "Bookings whose visit is still to come", open_bookings),
            ("parloir_devices_connected", "Monitors and stations that are connected", connected),
            ("parloir_officers_on_duty", "Officers with an open console", on_duty),
            ("parloir_documents_waiting", "Photos and IDs that wait for a registrar", waiting),
            ("parloir_reviews_open", "Cases that wait for a decision", reviews),
        ):
            yield GaugeMetricFamily(name, help_text, value=value)
