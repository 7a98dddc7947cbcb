"""Screens that monitors and stations share while nobody is admitted."""

from typing import Literal

from parloir.protocol.intents import TakeOver
from parloir.protocol.screens.screen import FacilityClock, Screen


class EnrolScreen(Screen):
    """The device is not enrolled yet."""

    name: Literal["enrol"] = "enrol"
    code: str
    """To be typed by an administrator."""
    title: str
    text: str


class SupersededScreen(Screen):
    """Another browser is connected as this device."""

    allows = frozenset({TakeOver})

    name: Literal["superseded"] = "superseded"
    title: str
    text: str


class ClosedScreen(Screen):
    """The device is out of service."""

    name: Literal["closed"] = "closed"
    title: str
    text: str
    phone: str
    """The facility's phone number, for a device that has lost the server; empty without one."""
    clock: FacilityClock


UnusedDeviceScreen = EnrolScreen | SupersededScreen | ClosedScreen
