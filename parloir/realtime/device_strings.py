"""The texts about a person's own camera and microphone: see `ui_strings`."""

from django.utils.translation import gettext as _

from parloir.realtime.plural_strings import UiStrings


def device_strings() -> UiStrings:
    """Return what is wrong with a device (a title), and what helps (a text)."""
    return {
        "camera_denied": _("The camera is not allowed"),
        "microphone_denied": _("The microphone is not allowed"),
        "both_denied": _("Camera and microphone are not allowed"),
        "trouble_denied_text": _(
            "Your browser was told to refuse this page. Press the camera or lock sign beside the "
            "address, allow camera and microphone, and then try again."
        ),
        "camera_missing": _("No camera was found"),
        "microphone_missing": _("No microphone was found"),
        "both_missing": _("No camera and no microphone were found"),
        "trouble_missing_text": _(
            "Plug in or switch on what is missing; this page notices by itself."
        ),
        "camera_busy": _("The camera is in use"),
        "microphone_busy": _("The microphone is in use"),
        "both_busy": _("Camera and microphone are in use"),
        "trouble_busy_text": _(
            "Another program is using it. Close other video calls and camera programs, and then "
            "try again."
        ),
        "camera_other": _("The camera did not start"),
        "microphone_other": _("The microphone did not start"),
        "both_other": _("Camera and microphone did not start"),
        "trouble_other_text": _(
            "Try again. If it does not help, restart this device or use another one."
        ),
        "camera_held": _("Your system has stopped the camera"),
        "microphone_held": _("Your system has stopped the microphone"),
        "both_held": _("Your system has stopped camera and microphone"),
        "trouble_held_text": _(
            "A call, a closed lid or a switch can do that. It goes on by itself afterwards."
        ),
        "microphone_silent": _("No sound at all comes from your microphone"),
        "trouble_silent_text": _(
            "Look for a switch at the microphone, at its cable, or in the settings of your system."
        ),
        "trouble_in_app": _(
            "This page is open inside another app, which may not allow it at all. Open this "
            "address in your browser instead: {address}"
        ),
        "goes_on_without_camera": _("The visit goes on: {name} hears you."),
        "goes_on_without_microphone": _("The visit goes on: {name} sees you."),
        "goes_on_without_both": _("The visit goes on: you see and hear {name}."),
    }
