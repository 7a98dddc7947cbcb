"""The fixed texts of the officers' wall: see `ui_strings`."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parloir.realtime.plural_strings import UiStrings


def _tiles() -> UiStrings:
    return {
        "wall_title": _("Live visits"),
        "live_visits": lambda n: ngettext("{n} visit is live", "{n} visits are live", n),
        "nothing_live": _("No visit is live"),
        "nothing_live_text": _("A visit appears here as soon as both sides are there."),
        "tile_label": _("Open the visit of {names}"),
        "visitor": _("Visitor"),
        "inmate": _("Inmate"),
        "both": _("Both"),
        "all_visitors": _("All visitors"),
        "side_away": _("Not connected"),
        "side_coming": _("The picture is coming"),
        "camera_off_of": _("{name}'s camera is off"),
        "camera_none_of": _("{name} has no camera"),
        "camera_thin_of": _("{name}'s connection carries the voice alone"),
        "microphone_off_of": _("{name}'s microphone is off"),
        "microphone_none_of": _("{name} has no microphone"),
        "microphone_thin_of": _("{name}'s connection carries the picture alone"),
        "signs_of": _("{name} signs: the picture comes first"),
        "side_still": _("The picture has stopped"),
        "side_again": _("Fetching the picture again"),
        "link_good": _("The link is good"),
        "link_fair": _("The link is fair"),
        "link_poor": _("The link is poor"),
        "link_unknown": _("The link is not known yet"),
        "sound_level": _("Sound of {name}"),
        "unseen_never": _("Not looked at yet"),
        "unseen_never_short": _("never"),
        "minutes_short": _("{n} min"),
        "seconds_short": _("{n} s"),
        "seen_now": _("Looked at just now"),
        "unseen_minutes": lambda n: ngettext(
            "Looked at {n} minute ago", "Looked at {n} minutes ago", n
        ),
        "watched_by": _("Also watched by {names}"),
        "violations": lambda n: ngettext("{n} violation on record", "{n} violations on record", n),
        "warnings": lambda n: ngettext("{n} warning given", "{n} warnings given", n),
        "make_up": _("Make-up visit"),
        "they_write": _("They write to each other"),
        "muted_side": _("Sound off: {side}"),
        "spoken_by": _("{name} speaks to both"),
        "went_unwatched": _("Went on with nobody watching"),
        "handed_to_you": _("Yours now: open it"),
        "filter_area": _("Area"),
        "filter_kind": _("Kind"),
        "filter_all": _("All"),
        "filter_hides": lambda n: ngettext("{n} visit is hidden", "{n} visits are hidden", n),
        "full_screen": _("Full screen"),
        "shortcuts": _(
            "Arrows: choose · Enter: open · Esc: back · M: message · W: warn · P: pause · "
            "T: terminate"
        ),
    }


def _opened() -> UiStrings:
    return {
        "close": _("Close"),
        "log": _("What happened"),
        "log_empty": _("Nothing was noted yet."),
        "written_lines": _("What they write to each other"),
        "written_none": _("Nobody has written anything yet."),
        "history_of": _("Earlier: {name}"),
        "history_empty": _("Nothing on record."),
        "terminate_visit": _("Terminate visit"),
        "terminate_ground": _("Terminate visit: on what ground?"),
        "terminate_conduct": _("Whose conduct was it?"),
        "terminate_offenders": _("Whose conduct was it? Choose one or more."),
        "terminate_offenders_hint": _(
            "Nobody else is held to account. A child's conduct is that of the adult who is "
            "responsible for the child."
        ),
        "terminate_now": _("End the visit now"),
        "terminate_at_once": _(
            "Your choice ends the visit immediately. You can add a note afterwards."
        ),
        "terminate_cancel": _("Do not terminate"),
        "terminate_back": _("Choose another ground"),
        "terminated_title": _("The visit was terminated"),
        "note": _("Note for the record"),
        "note_hint": _("What did you see or hear? Reviewers read it; the visitor may ask for it."),
        "note_save": _("Save note"),
        "note_skip": _("No note"),
        "still_sending": _("The picture of {name} is being kept."),
        "still_kept": _("The picture of {name} is kept with the record."),
        "still_missing": _("There is no picture of {name} for the record."),
        "visits_before": _("Visits before"),
        "in_the_hands_of": _("in the hands of {name}"),
    }


def _interventions() -> UiStrings:
    return {
        "interventions": _("What you can do"),
        "message_them": _("Message"),
        "warn_them": _("Warn"),
        "mute_visitor": _("Visitor's sound off"),
        "unmute_visitor": _("Visitor's sound on"),
        "mute_inmate": _("Inmate's sound off"),
        "unmute_inmate": _("Inmate's sound on"),
        "pause_visit": _("Pause"),
        "resume_visit": _("Go on"),
        "extend_visit": _("5 minutes more"),
        "hand_over": _("Hand over"),
        "speak_to_them": _("Speak to both"),
        "stop_speaking": _("Stop speaking"),
        "speaking_comes": _("Your microphone is being opened."),
        "speaking_returns": _("They cannot hear you now. Your connection is being restored."),
        "speaking_failed": _(
            "Your voice does not get through. Allow the microphone for this page, and see that "
            "no other officer speaks."
        ),
        "message_title": _("What should they read?"),
        "warn_title": _("Warn: for what?"),
        "hand_over_title": _("Hand over to whom?"),
        "panel_to": _("To"),
        "panel_cancel": _("Cancel"),
        "own_words": _("In your own words"),
        "message_send": _("Send message"),
        "nobody_else_on_duty": _("Nobody else is on duty right now."),
    }


def _locked() -> UiStrings:
    return {
        "locked_presses_of": _("What you can do in the visit of {names}"),
        "sound_off": _("Sound off"),
        "pressed_title": _("Who pressed this while the screen was locked?"),
        "pressed_self": _("It was me"),
        "pressed_other": _("Or the name of the other officer"),
        "pressed_save": _("It was this officer"),
    }


def _column() -> UiStrings:
    return {
        "beside_title": _("Waiting, soon and missed"),
        "waiting_title": _("Waiting"),
        "soon_title": _("Soon"),
        "not_held_title": _("Missed"),
        "calls_title": _("Help is wanted"),
        "on_duty_title": _("On duty"),
        "none_now": _("None"),
        "answer_call": _("I am on my way"),
        "calling_for_moments": _("Called just now"),
        "calling_for_minutes": lambda n: ngettext(
            "Called {n} minute ago", "Called {n} minutes ago", n
        ),
        "begins_now": _("The visit begins now"),
        "began_minutes_ago": lambda n: ngettext(
            "Was to begin {n} minute ago", "Was to begin {n} minutes ago", n
        ),
        "nobody_yet": _("Nobody is here yet"),
        "on_duty_away": _("not looking at the moment"),
    }


WALL = (_tiles, _opened, _interventions, _locked, _column)
