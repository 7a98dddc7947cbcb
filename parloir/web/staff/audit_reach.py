"""Which audit events an auditor reads, and whose names.

They read the events of their facilities and of their agencies. Events of neither (a sign-in, a
wrong password, a registration) they read where it is that of a visitor whom one of their agencies
knows, or of somebody who serves at one of their facilities.

Each source of events is read by an index, newest first, so that no page depends on how much has
happened elsewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from parloir.accounts.models import StaffRole, User
from parloir.audit.models import AuditEvent
from parloir.facilities.models import Agency, Facility
from parloir.people.known_visitors import visitors_known_at
from parloir.people.models import Visitor

OF_ONES_OWN_ACCOUNT = frozenset(
    {
        *("sign_in_with_new_browser", "keep_browser", "revoke_known_browsers", "set_password"),
        *("add_factor", "make_recovery_codes", "use_recovery_code", "refuse_code"),
        *("switch_factor_off", "take_factor_away", "sign_in", "sign_out", "prove_password"),
        *("break_glass", "use_break_glass", "refuse_break_glass"),
        "unlock_screen",
    }
)
"""What members of staff do with their own accounts, which concerns every agency they serve."""
WINDOW = 400
MOST_WINDOWS = 10
"""Events of no facility and no agency are looked through in windows. A page looks at so many."""

_READ = ("id", "actor_kind", "actor_ref", "action", "subject_kind", "subject_ref", "outcome")
_EITHER = "staff or visitor"


@dataclass(frozen=True, slots=True)
class Part:
    """Events, newest first. Where the next part begins: before the event `older`, or None."""

    events: list[AuditEvent]
    older: int | None


@dataclass(frozen=True, slots=True)
class Reach:
    """The facilities and agencies whose events somebody reads."""

    facilities: frozenset[str]
    agencies: Sequence[Agency]

    def read(self, found: QuerySet[AuditEvent], *, before: int | None, most: int) -> Part:
        """Return the newest of these events that may be read, older than `before`.

        There are at most `most`, and fewer where the rest has to be looked through first.
        """
        if before is not None:
            found = found.filter(pk__lt=before)
        found = found.order_by("-id")
        own, looked_until = self._of_nobody_else(found, most=most + 1)
        if looked_until is not None:
            found = found.filter(pk__gte=looked_until)
        events = [one for source in self._sources() for one in found.filter(source)[: most + 1]]
        events += AuditEvent.objects.filter(pk__in=own)
        events.sort(key=lambda event: event.pk, reverse=True)
        if len(events) > most:
            return Part(events[:most], older=events[most - 1].pk)
        return Part(events, older=looked_until)

    def looks_at(self, person: str) -> QuerySet[AuditEvent]:
        """Return the events about this person's data that may be read."""
        own = Q(facility_ref__in=self.facilities) | Q(
            facility_ref="", agency_ref__in=[one.public_id for one in self.agencies]
        )
        return AuditEvent.objects.filter(own, person_ref=person)

    def names_in(self, events: Iterable[AuditEvent]) -> dict[str, str]:
        """Return by public id the names of the actors whom this reader may know.

        A visitor who has asked none of the agencies stays an id.
        """
        staff = {one.actor_ref for one in events if one.actor_kind == "staff"}
        visitors = {one.actor_ref for one in events if one.actor_kind == "visitor"}
        known = self._visitors_among(visitors)
        return {one.public_id: str(one) for one in User.objects.filter(public_id__in=staff | known)}

    def account_with(self, email: str) -> User | None:
        """Return the account with this email, unless it is that of a visitor who is unknown."""
        user = User.objects.filter(email=email.lower()).first()
        if user is None or user.roles.filter(facility_slug__in=self.facilities).exists():
            return user
        is_visitor = Visitor.objects.filter(user=user).exists()
        return user if not is_visitor or self._visitors_among({user.public_id}) else None

    def _sources(self) -> list[Q]:
        return [
            *(Q(facility_ref=slug) for slug in sorted(self.facilities)),
            *(Q(facility_ref="", agency_ref=one.public_id) for one in self.agencies),
        ]

    def _of_nobody_else(
        self, found: QuerySet[AuditEvent], *, most: int
    ) -> tuple[list[int], int | None]:
        """Return the ids of the newest events of no facility and no agency that may be read.

        Also return the id of the event until which was looked, None if that was the oldest.
        """
        candidates = found.filter(facility_ref="", agency_ref="")
        ids: list[int] = []
        window: list[AuditEvent] = []
        for _ in range(MOST_WINDOWS):
            later = candidates.filter(pk__lt=window[-1].pk) if window else candidates
            window = list(later.only(*_READ)[:WINDOW])
            ids += self._readable(window)
            if len(window) < WINDOW or len(ids) >= most:
                break
        return ids, window[-1].pk if len(window) == WINDOW else None

    def _readable(self, window: list[AuditEvent]) -> list[int]:
        whose = {one.pk: _whose(one) for one in window}
        visitors = {ref for kind, ref in whose.values() if kind != "staff"}
        staff = {ref for kind, ref in whose.values() if kind != "visitor"}
        known, here = self._visitors_among(visitors), self._staff_among(staff)
        elsewhere = self._who_serves_elsewhere(here)

        def may_be_read(event: AuditEvent) -> bool:
            kind, ref = whose[event.pk]
            if kind != "staff" and ref in known:
                return True
            is_own = event.action in OF_ONES_OWN_ACCOUNT or ref not in elsewhere
            return kind in {"staff", _EITHER} and ref in here and is_own

        return [event.pk for event in window if may_be_read(event)]

    def _visitors_among(self, refs: Iterable[str]) -> set[str]:
        known = visitors_known_at(self.agencies).filter(user__public_id__in=set(refs))
        return set(known.values_list("user__public_id", flat=True))

    def _staff_among(self, refs: Iterable[str]) -> set[str]:
        roles = StaffRole.objects.filter(facility_slug__in=self.facilities)
        here = roles.filter(user__public_id__in=set(refs))
        return set(here.values_list("user__public_id", flat=True))

    def _who_serves_elsewhere(self, refs: Iterable[str]) -> set[str]:
        """Return those of these members of staff who serve at another agency as well."""
        of_the_agencies = Facility.objects.filter(agency__in=self.agencies).values("slug")
        roles = StaffRole.objects.filter(user__public_id__in=set(refs))
        others = roles.exclude(facility_slug__in=of_the_agencies)
        return set(others.values_list("user__public_id", flat=True))


def _whose(event: AuditEvent) -> tuple[str, str]:
    """Return the kind and the id of the person whose event this is. A wrong password is an event of
    the account for which somebody tried it."""
    if (event.actor_kind, event.action, event.outcome) == ("anonymous", "sign_in", "failed"):
        return _EITHER, event.subject_ref
    return event.actor_kind, event.actor_ref
