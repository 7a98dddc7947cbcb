"""Every stored instant is either one that people typed or chose as a wall time, or one that was
read from the clock. Those of the first kind move with the rules of a zone. A new column joins one
of the lists, and `facts.wall_times` if it is in the first.
"""

from django.apps import apps
from django.db.models import DateTimeField

WALL_TIMES = """
Booking.starts_at Booking.ends_at Repair.was_at Closure.starts_at Closure.ends_at
Commitment.starts_at Commitment.ends_at Inmate.intake_at
"""
READ_FROM_THE_CLOCK = """
Admission.admitted_at Admission.left_at Admission.ready_at Admission.thanks_until
Admission.touched_at ApiClient.last_used_at ApiClient.made_at ApiClient.revoked_at
Appeal.decided_at Appeal.filed_at Attempt.at AuditBlock.made_at AuditCheckpoint.made_at
AuditEvent.at AuthenticatorApp.added_at Booking.booked_at Booking.closed_at
Booking.reserved_until BreakGlass.expires_at BreakGlass.made_at BreakGlass.used_at
Bucket.starts_at Change.at Companionship.accepted_at Companionship.invited_at
Companionship.removed_at Dispute.decided_at Dispute.opened_at
Enrolment.approved_at Enrolment.connected_at Enrolment.requested_at
Enrolment.revoked_at Heartbeat.at IdempotentAnswer.created_at IdentityDecision.decided_at
IdentityDocument.submitted_at IdentityRequest.asked_at InmateRestriction.imposed_at
InmateRestriction.lifted_at InmateRestriction.mitigated_at Interruption.from_at
Interruption.to_at Intervention.at
InvitationStop.stopped_at KnownBrowser.first_seen_at KnownBrowser.last_seen_at
KnownBrowser.revoked_at Lease.until LockedPress.at LockedPress.said_at
Leg.closed_at Leg.created_at Leg.gate_opened_at
MailServerOutage.next_try_at MailServerOutage.since MakeUp.granted_at MakeUp.withdrawn_at
Minor.registered_at Minor.removed_at Monitor.asked_for_staff_at Notice.created_at Notice.next_try_at
Notice.sent_at
OfficerPresence.absent_since OnDuty.seen_at PartyMoments.connected_at
PartyMoments.first_frame_at PasswordLink.created_at PasswordLink.expires_at
PasswordLink.used_at PinAlarm.raised_at PinAlarm.settled_at PinTry.at PinTry.free_at
RecoveryCode.made_at RecoveryCode.used_at
ReadTally.minute Repair.opened_at Repair.settled_at Restoration.asked_at Restoration.done_at
Restriction.imposed_at Restriction.lifted_at
Restriction.mitigated_at Review.decided_at Review.opened_at Ruling.made_at
SealedCode.created_at SealedCode.expires_at SealedCode.proven_at SealedCode.used_at
SettledAccount.decided_at SettledAccount.settled_at Statement.said_at
SignIn.active_at SignIn.began_at SignIn.ended_at SignIn.proven_at SignIn.renewed_at
Spending.window_starts_at
Station.asked_for_staff_at Still.taken_at Trial.closed_at Trial.ends_at Trial.opened_at
User.joined_at User.last_login Violation.looked_at
Violation.recorded_at Visit.assigned_at Visit.assignment_accepted_at Visit.clock_stopped_at
Visit.ended_at Visit.ends_at Visit.opened_at Visit.paused_at Visit.room_closed_at
Visit.room_opened_at Visit.seen_at Visit.settle_at Visit.started_at Visit.trouble_since
Visit.video_unmuted_at Visitor.registered_at WatchSpan.from_at WatchSpan.to_at
WrittenLine.delete_at WrittenLine.written_at
"""


def stored_instants() -> set[str]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("parloir.")]
    return {
        f"{model.__name__}.{field.name}"
        for model in ours
        for field in model._meta.concrete_fields
        if isinstance(field, DateTimeField)
    }


def test_every_stored_instant_is_of_one_of_two_kinds():
    assert stored_instants() == {*WALL_TIMES.split(), *READ_FROM_THE_CLOCK.split()}
