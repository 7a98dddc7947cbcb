"""Messages that a page of ours would send, and what else a browser could make of them."""

import copy
import json
from typing import Any

from hypothesis import strategies as st

from parloir.protocol.surfaces import LiveSurface
from tests.contracts.descriptions import canned_answer, canned_offer

MOST_OF_A_BATCH = 5
Json = Any


def valid_messages(surface: LiveSurface, *, visit: str, pin: str) -> list[dict[str, Json]]:
    """Return a message of each kind that pages of this surface send."""
    given: dict[str, Json] = {
        "visit": visit, "pin": pin, "master_id": "100241", "lang": "es", "month": 2, "day": 29,
        "ground": "other", "conduct": ["visitor"], "persons": [], "note": "A note",
        "device": "000000000000", "sides": ["visitor", "inmate"], "person": "", "code": "",
        "text": "Please sit down.", "warnings": 0, "side": "inmate", "minutes": 5,
        "ends_at": "2026-05-11T10:00:00Z", "to": "000000000000", "assigned_officer": "",
        "choice": "saw_nobody", "wanted": True, "key": "1",
        "press": "000000000000", "presser": "",
    }  # fmt: skip
    intents = [
        {
            "type": "intent",
            "id": "7",
            "name": intent.called(),
            "args": {name: given[name] for name in intent.model_fields if name != "name"},
        }
        for intent in surface.intents
    ]
    leg = visit if surface.name == "wall" else "side"
    attempt = {"leg": leg, "attempt": 1}
    return [
        *intents,
        {"type": "ping", "touched": True, "visible": True, "watching": [visit]},
        {"type": "media.join", **attempt, "sdp": canned_offer()},
        {"type": "media.prepare", **attempt, "sdp": canned_offer()},
        {"type": "media.watch", **attempt},
        {"type": "media.accept", **attempt, "sdp": canned_answer()},
        {"type": "media.quality", **attempt, "level": "high"},
        {"type": "media.devices", **attempt, "camera": "off", "microphone": "none"},
        {"type": "media.leave", "leg": leg},
    ]


scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40)
    | st.sampled_from(["\0", "\ud800", "a" * 2001, "9" * 400, 2**31, -1, 2**63, "2026-13-45"])
)  # fmt: skip
any_json = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


def frames(messages: list[dict[str, Json]]) -> st.SearchStrategy[str]:
    """Draw text frames: whole messages, mutated ones, cut off ones, any JSON, and any text."""
    whole = st.sampled_from(messages)
    changed = st.one_of(whole, _mutated(messages), any_json).map(json.dumps)
    return st.one_of(changed, changed, _cut_off(changed), st.text(max_size=60))


def batches(messages: list[dict[str, Json]]) -> st.SearchStrategy[list[str]]:
    return st.lists(frames(messages), min_size=1, max_size=MOST_OF_A_BATCH)


@st.composite
def _mutated(draw: st.DrawFn, messages: list[dict[str, Json]]) -> Json:
    message = copy.deepcopy(draw(st.sampled_from(messages)))
    for _ in range(draw(st.integers(1, 3))):
        holder: Json = message
        arguments = message.get("args")
        if isinstance(arguments, dict) and arguments and draw(st.booleans()):
            holder = arguments
        name = draw(st.sampled_from(sorted(holder)) if holder else st.text(max_size=8))
        kind = draw(st.sampled_from(["replace", "leave out", "add", "wrap"]))
        if kind == "replace":
            holder[name] = draw(any_json)
        elif kind == "leave out":
            holder.pop(name, None)
        elif kind == "add":
            holder[draw(st.text(max_size=8))] = draw(any_json)
        else:
            holder[name] = [holder.get(name)]
    return message


@st.composite
def _cut_off(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    text = draw(texts)
    return text[: draw(st.integers(0, len(text)))]
