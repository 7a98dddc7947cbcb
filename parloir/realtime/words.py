"""The fixed words of the live surfaces, in the language that is active when they are asked for.

`docs/generate.py` writes the keys into the browser's types. Gaps such as `{name}` are
filled in by the browser, so they stay as they are in every translation. A key that ends in `_one`
or `_other` has the form for one or for several, the number being `{n}`.
"""

from django.utils.translation import gettext as _


def words_for(surface: str) -> dict[str, str]:
    """All words of `monitor`, `station`, `room` or `wall`; KeyError for any other surface."""
    words: dict[str, str] = {}
    for group in _GROUPS[surface]:
        words.update(group())
    return words


def _everywhere() -> dict[str, str]:
    return {
        "connecting": _("One moment, please"),
        "connecting_text": _("This page is connecting to the facility."),
        "offline_title": _("There is no connection right now"),
        "offline_text": _("This page keeps trying and goes on by itself."),
        "restoring": _("The connection is being restored. You do not need to do anything."),
        "not_connected": _("That did not reach us. Please try again in a moment."),
        "superseded_title": _("This page is open somewhere else"),
        "superseded_text": _("It was opened in another window, so it stopped here."),
        "take_over": _("Go on here"),
        "language": _("Language"),
    }


def _moments() -> dict[str, str]:
    return {
        "minutes_left_one": _("{n} minute left"),
        "minutes_left_other": _("{n} minutes left"),
        "seconds_left_one": _("{n} second left"),
        "seconds_left_other": _("{n} seconds left"),
        "time_up": _("The time is up"),
        "begins_in_minutes_one": _("The visit begins in {n} minute"),
        "begins_in_minutes_other": _("The visit begins in {n} minutes"),
        "waiting_for_moments": _("Waiting for a few moments"),
        "waiting_for_minutes_one": _("Waiting for {n} minute"),
        "waiting_for_minutes_other": _("Waiting for {n} minutes"),
        "picture_coming": _("The picture of {name} is coming."),
        "picture_still": _("The picture of {name} has stopped. It comes back by itself."),
        "sound_held_back": _("Your browser has turned the sound off."),
        "hear_them": _("Turn the sound on"),
    }


def _check() -> dict[str, str]:
    return {
        "begin_visit": _("Begin visit"),
        "leave": _("Leave"),
        "you": _("You"),
        "what_follows": _("When it begins or ends"),
        "camera_starting": _("The camera is starting"),
        "camera_starting_text": _("If your browser asks, allow camera and microphone."),
        "trouble_denied_title": _("Camera and microphone are not allowed"),
        "trouble_denied_text": _(
            "Your browser was told not to let this page use them. Press the camera or lock sign "
            "beside the address, allow camera and microphone, and then try again."
        ),
        "trouble_missing_title": _("No camera or no microphone was found"),
        "trouble_missing_text": _(
            "A visit needs both. Plug them in or switch them on; this page notices by itself."
        ),
        "trouble_busy_title": _("Camera or microphone is in use"),
        "trouble_busy_text": _(
            "Another program is using it. Close other video calls and camera programs, and then "
            "try again."
        ),
        "trouble_other_title": _("Camera and microphone did not start"),
        "trouble_other_text": _(
            "Try again. If it does not help, restart this device or use another one."
        ),
        "try_again": _("Try again"),
        "sound_bar": _("Your microphone"),
        "sound_bar_text": _("Say something: the bar moves when you are heard."),
    }


def _visit() -> dict[str, str]:
    return {
        "begins_in_seconds_one": _("The visit begins in {n} second"),
        "begins_in_seconds_other": _("The visit begins in {n} seconds"),
        "controls": _("Your microphone and camera, and the end of the visit"),
        "mute": _("Mute"),
        "unmute": _("Unmute"),
        "muted": _("Nobody hears you"),
        "camera_off": _("Camera off"),
        "camera_on": _("Camera on"),
        "camera_is_off": _("Your camera is off"),
        "camera_off_sign": _("The camera is switched off"),
        "end_visit": _("End visit"),
        "end_ask": _("End the visit now? It cannot be begun again."),
        "end_yes": _("Yes, end it"),
        "end_no": _("No, go on"),
        "finish": _("Done"),
        "go_home": _("Go to my visits"),
        "clears_in_one": _("This screen clears in {n} second."),
        "clears_in_other": _("This screen clears in {n} seconds."),
    }


def _kiosk() -> dict[str, str]:
    return {
        "enrol_code": _("Code of this device"),
        "call_staff": _("I need help"),
        "staff_called": _("Staff have been told. Somebody will come to you."),
        "enter": _("Go on"),
        "clear": _("Clear"),
        "erase_last": _("Erase the last digit"),
        "digits": _("Digits"),
        "digits_entered_one": _("{n} digit of 8 entered"),
        "digits_entered_other": _("{n} digits of 8 entered"),
        "wait_seconds_one": _("Please wait {n} second before you try again."),
        "wait_seconds_other": _("Please wait {n} seconds before you try again."),
        "wait_minutes_one": _("Please wait {n} minute before you try again."),
        "wait_minutes_other": _("Please wait {n} minutes before you try again."),
    }


def _monitor() -> dict[str, str]:
    return {
        "pin_question": _("Have you booked a visit?"),
        "enter_your_pin": _("Enter your PIN"),
        "confirm": _("Yes, that is right"),
        "not_me": _("No, that is not me"),
        "acknowledge": _("I have read this"),
    }


def _station() -> dict[str, str]:
    return {
        "sign_in_title": _("Sign in to your visit"),
        "master_id": _("Master ID number"),
        "pin": _("Your PIN"),
        "sign_in": _("Sign in"),
    }


def _room() -> dict[str, str]:
    return {
        "opens_in_minutes_one": _("You can come in in {n} minute. This page opens by itself."),
        "opens_in_minutes_other": _("You can come in in {n} minutes. This page opens by itself."),
        "opens_in_seconds_one": _("You can come in in {n} second. This page opens by itself."),
        "opens_in_seconds_other": _("You can come in in {n} seconds. This page opens by itself."),
        "the_rules": _("The rules of the visit"),
    }


def _tiles() -> dict[str, str]:
    return {
        "wall_title": _("Live visits"),
        "live_visits_one": _("{n} visit is live"),
        "live_visits_other": _("{n} visits are live"),
        "nothing_live": _("No visit is live"),
        "nothing_live_text": _("A visit appears here as soon as both sides are there."),
        "tile_label": _("Open the visit of {visitor} and {inmate}"),
        "visitor": _("Visitor"),
        "inmate": _("Inmate"),
        "both": _("Both"),
        "all_visitors": _("All visitors"),
        "side_away": _("Not connected"),
        "side_coming": _("The picture is coming"),
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
        "unseen_minutes_one": _("Looked at {n} minute ago"),
        "unseen_minutes_other": _("Looked at {n} minutes ago"),
        "watched_by": _("Also watched by {names}"),
        "warnings_one": _("{n} violation on record"),
        "warnings_other": _("{n} violations on record"),
        "warned_one": _("{n} warning given"),
        "warned_other": _("{n} warnings given"),
        "muted_side": _("Sound off: {side}"),
        "spoken_by": _("{name} speaks to both"),
        "went_unattended": _("Went on with nobody watching"),
        "handed_to_you": _("Yours now: open it"),
        "filter_area": _("Area"),
        "filter_kind": _("Kind"),
        "filter_all": _("All"),
        "filter_hides_one": _("{n} visit is hidden"),
        "filter_hides_other": _("{n} visits are hidden"),
        "full_screen": _("Full screen"),
        "shortcuts": _(
            "Arrows: choose · Enter: open · Esc: back · M: message · W: warn · P: pause · "
            "T: terminate"
        ),
    }


def _opened() -> dict[str, str]:
    return {
        "close": _("Close"),
        "opened_visit": _("{visitor} and {inmate}"),
        "log": _("What happened"),
        "log_empty": _("Nothing was noted yet."),
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
        "terminate_at_once": _("Your choice ends the visit at once. A note can follow."),
        "terminate_cancel": _("Do not terminate"),
        "terminate_back": _("Choose another ground"),
        "terminated_title": _("The visit was terminated"),
        "terminated_text": _("{visitor} and {inmate}: {ground}"),
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


def _interventions() -> dict[str, str]:
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
        "speaking_failed": _(
            "Your voice does not get through. Allow the microphone for this page, and see that "
            "no other officer speaks."
        ),
        "message_title": _("What shall they read?"),
        "warn_title": _("Warn: for what?"),
        "hand_over_title": _("Hand over to whom?"),
        "panel_to": _("To"),
        "panel_cancel": _("Cancel"),
        "own_words": _("In your own words"),
        "message_send": _("Send message"),
        "nobody_else_on_duty": _("Nobody else is on duty right now."),
    }


def _column() -> dict[str, str]:
    return {
        "beside_title": _("Waiting, soon and missed"),
        "waiting_title": _("Waiting"),
        "soon_title": _("Soon"),
        "missed_title": _("Missed"),
        "calls_title": _("Help is wanted"),
        "on_duty_title": _("On duty"),
        "none_now": _("None"),
        "answer_call": _("I am on my way"),
        "calling_for_moments": _("Called just now"),
        "calling_for_minutes_one": _("Called {n} minute ago"),
        "calling_for_minutes_other": _("Called {n} minutes ago"),
        "begins_now": _("The visit begins now"),
        "began_minutes_ago_one": _("Was to begin {n} minute ago"),
        "began_minutes_ago_other": _("Was to begin {n} minutes ago"),
        "nobody_yet": _("Nobody is here yet"),
        "on_duty_away": _("not looking at the moment"),
    }


_PERSON = (_everywhere, _moments, _check, _visit)
_GROUPS = {
    "monitor": (*_PERSON, _kiosk, _monitor),
    "station": (*_PERSON, _kiosk, _station),
    "room": (*_PERSON, _room),
    "wall": (_everywhere, _moments, _tiles, _opened, _interventions, _column),
}
