"""The fixed texts of the live surfaces, in the language that is active when they are requested.

`docs/generate.py` writes the keys into the browser's types. The browser fills in placeholders such
as `{name}`, so every translation keeps them. A sentence with a number, `{n}`, is a function of the
number: see `plural_strings`.
"""

from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parloir.languages import spoken_language
from parloir.realtime.clock_strings import clock_strings
from parloir.realtime.device_strings import device_strings
from parloir.realtime.plural_strings import UiStrings, plural_forms
from parloir.realtime.wall_ui_strings import WALL


def ui_strings_for(surface: str) -> dict[str, str]:
    """Return all texts of `monitor`, `station`, `room` or `wall`, by key.

    Raises KeyError for any other surface.
    """
    return dict(_ui_strings_in(spoken_language(), surface))


@cache
def _ui_strings_in(language: str, surface: str) -> dict[str, str]:
    """Return the texts in the active language. `language` is its code, for the cache."""
    strings: UiStrings = {}
    for group in _GROUPS[surface]:
        strings |= group()
    plain = {key: sentence for key, sentence in strings.items() if isinstance(sentence, str)}
    plurals = {key: sentence for key, sentence in strings.items() if callable(sentence)}
    return plain | plural_forms(plurals)


def _everywhere() -> UiStrings:
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
        "cut_off_title": _("This page was stopped for a moment"),
        "cut_off_text": _(
            "It sent more at one time than one page should, and would have slowed others down. If "
            "it is open in several windows, close the others."
        ),
        "goes_on_in_seconds": lambda n: ngettext(
            "It goes on by itself in {n} second.", "It goes on by itself in {n} seconds.", n
        ),
        "goes_on_in_minutes": lambda n: ngettext(
            "It goes on by itself in {n} minute.", "It goes on by itself in {n} minutes.", n
        ),
        "language": _("Language"),
    }


def _moments() -> UiStrings:
    return {
        "minutes_left": lambda n: ngettext("{n} minute left", "{n} minutes left", n),
        "seconds_left": lambda n: ngettext("{n} second left", "{n} seconds left", n),
        "time_up": _("The time is up"),
        "begins_in_minutes": lambda n: ngettext(
            "The visit begins in {n} minute", "The visit begins in {n} minutes", n
        ),
        "waiting_for_moments": _("Waiting for a few moments"),
        "waiting_for_minutes": lambda n: ngettext(
            "Waiting for {n} minute", "Waiting for {n} minutes", n
        ),
        "picture_coming": _("The picture of {name} is coming."),
        "picture_still": _("The picture of {name} has stopped. It comes back by itself."),
        "other_reconnecting": _(
            "The connection to {name} is being restored. You do not need to do anything."
        ),
        "picture_paused_for_voice": _(
            "Your connection is slow: the picture is paused so that you can hear each other. It "
            "comes back by itself."
        ),
        "own_picture_paused": _(
            "Your connection is slow: {name} hears you, but does not see you for now. Your picture "
            "comes back by itself."
        ),
        "own_sound_paused": _(
            "Your connection is slow: {name} sees you, but does not hear you for now. Your sound "
            "comes back by itself."
        ),
        "sound_paused_for_picture": _(
            "Your connection is slow: the sound is paused so that you can see each other. It comes "
            "back by itself."
        ),
        "sound_held_back": _("Your browser has turned the sound off."),
        "hear_them": _("Turn the sound on"),
    }


def _check() -> UiStrings:
    return {
        "begin_visit": _("Begin visit"),
        "begin_without_camera": _("Begin with sound alone"),
        "begin_without_microphone": _("Begin with picture alone"),
        "leave": _("Leave"),
        "you": _("You"),
        "signs": _("I sign."),
        "signs_of": _("{name} signs: the picture comes first"),
        "signs_text": _(
            "On a slow connection, the picture then comes before the sound, for both of you. The "
            "other person and the officers read that you sign."
        ),
        "what_follows": _("When it begins or ends"),
        "camera_starting": _("The camera is starting"),
        "camera_starting_text": _("If your browser asks, allow camera and microphone."),
        "try_again": _("Try again"),
        "sound_bar": _("Your microphone"),
        "sound_bar_text": _(
            "Say something: the bar moves when your microphone works. Nobody sees or hears you "
            "before the visit begins."
        ),
    }


def _text_line() -> UiStrings:
    return {
        "write_instead": _("Write instead of speaking"),
        "writing_title": _("Written to each other"),
        "writing_to": _("Write to {name}"),
        "writing_empty": _("What you write to each other appears here in large letters."),
        "writing_send": _("Send"),
        "writing_sending": _("Sending"),
        "keyboard": _("Keyboard"),
        "keyboard_shift": _("Capital letter"),
        "keyboard_signs": _("1 2 3 á é ?"),
        "keyboard_letters": _("A B C"),
        "keyboard_space": _("Space"),
        "keyboard_erase": _("Erase the last letter"),
        "writing_left": lambda n: ngettext("{n} more letter", "{n} more letters", n),
    }


def _visit() -> UiStrings:
    return {
        "begins_in_seconds": lambda n: ngettext(
            "The visit begins in {n} second", "The visit begins in {n} seconds", n
        ),
        "controls": _("Your microphone and camera, and the end of the visit"),
        "mute": _("Mute"),
        "unmute": _("Unmute"),
        "muted": _("Nobody hears you"),
        "camera_off": _("Camera off"),
        "camera_on": _("Camera on"),
        "camera_is_off": _("Your camera is off"),
        "end_visit": _("End visit"),
        "end_ask": _("End the visit now? It cannot be begun again."),
        "end_yes": _("Yes, end it"),
        "end_no": _("No, go on"),
        "finish": _("Done"),
        "go_home": _("Go to my visits"),
        "clears_in": lambda n: ngettext(
            "This screen clears in {n} second.", "This screen clears in {n} seconds.", n
        ),
    }


def _kiosk() -> UiStrings:
    return {
        **clock_strings(),
        "away_phone": _("Phone number of the facility:"),
        "enrol_code": _("Code of this device"),
        "call_staff": _("I need help"),
        "staff_called": _("Staff have been told. Somebody will come to you."),
        "enter": _("Go on"),
        "clear": _("Clear"),
        "erase_last": _("Erase the last digit"),
        "digits": _("Digits"),
        "digits_entered": lambda n: ngettext(
            "{n} digit of 8 entered", "{n} digits of 8 entered", n
        ),
        "wait_seconds": lambda n: ngettext(
            "Please wait {n} second before you try again.",
            "Please wait {n} seconds before you try again.",
            n,
        ),
        "wait_minutes": lambda n: ngettext(
            "Please wait {n} minute before you try again.",
            "Please wait {n} minutes before you try again.",
            n,
        ),
    }


def _monitor() -> UiStrings:
    return {
        "away_title": _("This monitor has lost its connection"),
        "away_text": _(
            "Please tell the staff at the desk. There is nothing to press here: the monitor goes "
            "on by itself when the connection is back."
        ),
        "away_visit": _(
            "Your visit is interrupted. The staff at the desk can say how it goes on. They can see "
            "afterwards how much of it took place."
        ),
        "away_goes_on": _(
            "This monitor has lost its connection to our system. Your visit goes on "
            "while you see and hear each other. Please tell the staff at the desk afterwards."
        ),
        "pin_question": _("Have you booked a visit?"),
        "enter_your_pin": _("Enter your PIN"),
        "birth_why": _(
            "Many wrong PINs were typed at this monitor. That is why it also asks when the person "
            "who booked the visit was born."
        ),
        "birth_month": _("In which month were you born?"),
        "birth_day": _("On which day of the month were you born?"),
        "back": _("Back"),
        "confirm": _("Yes, that is right"),
        "not_me": _("No, that is not me"),
        "acknowledge": _("I have read this"),
    }


def _station() -> UiStrings:
    return {
        "away_title": _("This station has lost its connection"),
        "away_text": _(
            "Please tell an officer. There is nothing to press here: the station goes on by itself "
            "when the connection is back."
        ),
        "away_visit": _(
            "Your visit is interrupted. An officer can say how it goes on. The staff can see "
            "afterwards how much of it took place."
        ),
        "away_goes_on": _(
            "This station has lost its connection to our system. Your visit goes on "
            "while you see and hear each other. Please tell an officer afterwards."
        ),
        "sign_in_title": _("Sign in to your visit"),
        "master_id": _("Master ID number"),
        "pin": _("Your PIN"),
        "sign_in": _("Sign in"),
        "your_visits": _("Your visits of the last days"),
        "not_what_happened": _("That is not what happened"),
        "add_something": _("Add something"),
        "what_happened": _("What happened?"),
        "you_said": _("What you said"),
        "the_reason": _("The reason"),
        "never_mind": _("Never mind"),
        "timeline": _("What each side received, from beginning to end"),
    }


def _devices() -> UiStrings:
    return {
        "devices": _("Choose camera, microphone and speaker"),
        "devices_short": _("Devices"),
        "device_camera": _("Camera"),
        "device_microphone": _("Microphone"),
        "device_speaker": _("Speaker"),
        "turn_camera": _("Turn the camera around"),
        "device_failed": _("That device did not start, so another one is used."),
    }


def _path() -> UiStrings:
    return {
        "try_devices": _("Try camera and microphone"),
        "stop_trying": _("Switch the camera off"),
        "path_try_again": _("Try again"),
        "path_trying": _("Your connection is being tried. This takes some seconds."),
        "path_proven": _("Your connection works. How good it is is being measured."),
        "path_good": _("Your connection is good."),
        "path_slow": _(
            "Your connection works, but you will hear each other late. Let each other finish, or "
            "try another network."
        ),
        "path_weak": _(
            "Sound will work, but the picture may stop. Move nearer to your router, and close "
            "other programs and devices that use the internet."
        ),
        "path_none": _(
            "Nothing gets through: this network blocks video calls. Try another network, or "
            "mobile data, and then try again."
        ),
        "path_busy": _(
            "Your connection was not tried, because many others are being tried now. You can join "
            "your visit anyway."
        ),
        "path_often": _(
            "Your connection was not tried, because it was tried three times within the last "
            "hour. You can join your visit anyway."
        ),
        "path_elsewhere": _(
            "Your connection is being tried in another window, so it was not tried here. You can "
            "join your visit anyway."
        ),
        "path_unavailable": _(
            "Your connection could not be tried now. You can join your visit anyway."
        ),
        "path_figures": _(
            "Up {up} kbit/s, down {down} kbit/s, lost {lost_up} % up and {lost_down} % down, "
            "delay {delay} ms"
        ),
    }


def _room() -> UiStrings:
    return {
        "opens_in_minutes": lambda n: ngettext(
            "You can come in in {n} minute. This page opens by itself.",
            "You can come in in {n} minutes. This page opens by itself.",
            n,
        ),
        "opens_in_seconds": lambda n: ngettext(
            "You can come in in {n} second. This page opens by itself.",
            "You can come in in {n} seconds. This page opens by itself.",
            n,
        ),
        "the_rules": _("The rules of the visit"),
    }


_PERSON = (_everywhere, _moments, _check, device_strings, _text_line, _visit)
_GROUPS = {
    "monitor": (*_PERSON, _kiosk, _monitor),
    "station": (*_PERSON, _kiosk, _station),
    "room": (*_PERSON, _devices, _path, _room),
    "wall": (_everywhere, _moments, *WALL),
}
