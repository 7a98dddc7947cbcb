"""The web server dies while somebody types: what they typed is not lost, and is sent once."""

import json
import re
from typing import Any

from playwright.sync_api import expect

# A web server on a machine with other work.
STARTS_WITHIN_S = 60


def intents_sent(page) -> list[dict[str, Any]]:
    """Return a list that collects the intents of every socket that this page opens from now on."""
    sent: list[dict[str, Any]] = []

    def note(frame: str | bytes) -> None:
        message = json.loads(frame)
        if message["type"] == "intent":
            sent.append(message)

    page.on("websocket", lambda socket: socket.on("framesent", note))
    return sent


def test_pin_typed_without_a_connection(house, monitor, station):
    visit = house.ready_visit()
    lobby, cell = monitor(house), station(house)
    sent = intents_sent(lobby.page)
    lobby.reloads()
    lobby.finds_pad_open()
    lobby.page.keyboard.type(visit["pin"][:3])
    cell.page.locator("#field-master_id").fill(visit["inmate_master_id"])

    with house.without("web"):
        lobby.says("The connection is being restored.")
        lobby.page.keyboard.type(visit["pin"][3:])
        lobby.shows_digits(visit["pin"])
        lobby.page.keyboard.press("Enter")
        lobby.shows_digits(visit["pin"])
        cell.says("The connection is being restored.")
        cell.page.locator("#field-pin").fill(visit["inmate_pin"])
        cell.page.keyboard.press("Enter")

    lobby.is_at("greet", seconds=STARTS_WITHIN_S)
    assert [(one["name"], one["args"]) for one in sent] == [("enter_pin", {"pin": visit["pin"]})]
    cell.is_at("rules", seconds=STARTS_WITHIN_S)
    lobby.presses("No, that is not me")
    cell.presses("Leave")


def test_wrong_pin_typed_without_a_connection_is_refused_once(house, monitor):
    lobby = monitor(house, number=2)
    sent = intents_sent(lobby.page)
    lobby.reloads()
    lobby.finds_pad_open()

    with house.without("web"):
        lobby.says("The connection is being restored.")
        lobby.page.keyboard.type("00000000")
        lobby.page.keyboard.press("Enter")

    lobby.says("We don't find this PIN.", seconds=STARTS_WITHIN_S)
    lobby.is_refused("We don't find this PIN.")
    lobby.shows_digits("")
    assert len(sent) == 1
    expect(lobby.root).not_to_contain_text(re.compile("did not reach us"))
