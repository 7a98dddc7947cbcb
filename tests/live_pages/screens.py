"""The screens of a visit, one after the other, as the server sends them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from parloir.protocol.screens.monitor import (
    GreetScreen,
    MonitorCheckScreen,
    MonitorRulesScreen,
    PinScreen,
)
from parloir.protocol.screens.room import RoomCheckScreen, TooEarlyScreen
from parloir.protocol.screens.screen import (
    FacilityClock,
    Language,
    Refusal,
    Rule,
    Screen,
    SideDevices,
    TextLineChoice,
)
from parloir.protocol.screens.station import (
    Choice,
    Fact,
    PastVisit,
    PastVisitsScreen,
    SignInScreen,
    StationRulesScreen,
    Timeline,
    TimelineBar,
)
from parloir.protocol.screens.visit import (
    Banner,
    EndedScreen,
    Line,
    LiveScreen,
    MediaDemand,
    Paused,
    Terminated,
    TextLine,
    TimeWarning,
    WaitingScreen,
)
from parloir.protocol.screens.wall import (
    FacilityServed,
    LockWord,
    PressedWhileLocked,
    Tile,
    VisitorPresent,
    WallScreen,
)

CLOCK = FacilityClock(
    zone="Central",
    offset_minutes=-300,
    changes_at=None,
    offset_minutes_then=-300,
    repeated_hours=[],
)
LANGUAGES = [
    Language(code="en", name="English", current=True),
    Language(code="es", name="Español", current=False),
]
PHONE = "(816) 555-0142"
RULES = [Rule(code="phone", text="No phones."), Rule(code="abuse", text="No insults.")]
CONSEQUENCES = "A violation ends the visit."
SILENT = MediaDemand(publish=False)
BOTH = SideDevices(camera="on", microphone="on", signs=False)
NOT_WRITING = TextLineChoice(wanted=False, text="For people who are deaf.")
WRITING = TextLineChoice(wanted=True, text="You both have a line.")
SENDING = MediaDemand(publish=True)
MONITORING = "Officers may watch this visit. It is not recorded."


def pin(*, is_refused: bool = False, wait_until: datetime | None = None) -> PinScreen:
    refusal = Refusal(title="This PIN opens no visit.", text="Type it again.")
    return PinScreen(
        facility="Lafayette",
        phone=PHONE,
        clock=CLOCK,
        languages=LANGUAGES,
        refusal=refusal if is_refused else None,
        wait_until=wait_until,
        birth_months=None,
    )


def sign_in(*, next_text: str | None = None) -> SignInScreen:
    return SignInScreen(
        facility="Lafayette",
        station="B1",
        phone=PHONE,
        clock=CLOCK,
        languages=LANGUAGES,
        next_starts_at=None,
        next_text=next_text,
        next_until_at=None,
        refusal=None,
        wait_until=None,
    )


def past_visits(
    now: datetime, *, dispute: str = "", said: tuple[str, ...] = ()
) -> PastVisitsScreen:
    bars = [
        TimelineBar(x=0, y=0, width=300, height=14, state="both"),
        TimelineBar(x=300, y=7, width=300, height=7, state="sound"),
        TimelineBar(x=0, y=35, width=600, height=1, state="nothing"),
    ]
    return PastVisitsScreen(
        facility="Lafayette",
        station="B1",
        phone="(816) 555-0100",
        clock=CLOCK,
        languages=LANGUAGES,
        refusal=Refusal(title="You have no visit right now.", text="No visit is booked."),
        visits=[
            PastVisit(
                visit=visit,
                title=f"{name}, Monday, 11 May, 10:00 AM Central",
                sentence="This visit failed on the inmate's side.",
                decided="",
                facts=[Fact(name="Both were there", value="30 minutes")],
                timeline=Timeline(width=600, height=36, bars=bars),
                dispute=dispute,
                said=list(said),
                reason="",
                last_day="You can say so until and including Monday, 25 May 2026.",
            )
            for visit, name in (("visit1", "Maria"), ("visit2", "Leo"))
        ],
        choices=[
            Choice(code="saw_nobody", text="I did not see the other person."),
            Choice(code="was_cut_off", text="The visit was cut off."),
        ],
        timeline_text="Above what the visitor received, below the inmate.",
        until_at=now + timedelta(minutes=40),
    )


def greet() -> GreetScreen:
    return GreetScreen(
        facility="Lafayette",
        clock=CLOCK,
        languages=LANGUAGES,
        title="Hello Maria.",
        text="You are visiting Jordan Miles.",
        own_name="Maria Alvarez",
        other_name="Jordan Miles",
    )


def waiting(now: datetime, *, trouble: str | None = None) -> WaitingScreen:
    return WaitingScreen(
        title="We are waiting for Jordan.",
        text="Please stay here.",
        since_at=now,
        starts_at=now + timedelta(minutes=3),
        ends_at=now + timedelta(minutes=33),
        other_name="Jordan Miles",
        own_name="Maria Alvarez",
        trouble=trouble,
        media=SILENT,
        monitoring_notice=MONITORING,
    )


def live(now: datetime, **changed: Any) -> LiveScreen:
    usual: dict[str, Any] = {
        "other_name": "Jordan Miles",
        "own_name": "Maria Alvarez",
        "started_at": now,
        "ends_at": now + timedelta(minutes=18),
        "clock_stopped_at": None,
        "banners": [],
        "paused": None,
        "muted": None,
        "other_muted": None,
        "other_devices": BOTH,
        "other_devices_text": None,
        "speaking": None,
        "text_line": None,
        "warning": None,
        "presence": "here",
        "presence_text": None,
        "trouble": None,
        "media": SILENT,
        "monitoring_notice": MONITORING,
    }
    return LiveScreen(**{**usual, **changed})


def ended(*, until_at: datetime | None = None, home: str | None = None) -> EndedScreen:
    return EndedScreen(
        title="The visit is over.",
        text="An officer has ended this visit.",
        outcome="terminated",
        terminated=Terminated(
            ground="Weapons", consequences=["Thirty days."], review="Call the facility."
        ),
        next="Your next visit is on Friday.",
        until_at=until_at,
        home=home,
    )


def text_line(*texts: str, closed: str | None = None) -> TextLine:
    """Return what both have written by turns, the other side first."""
    lines = [
        Line(id=str(at), is_own=at % 2 == 1, name="You" if at % 2 else "Jordan", text=text)
        for at, text in enumerate(texts)
    ]
    return TextLine(lines=lines, closed=closed)


def in_a_visit(now: datetime) -> list[Screen]:
    """Return what happens from the waiting on, to either side."""
    banner = Banner(
        id="1",
        kind="warning",
        title="A warning",
        text="Put the phone away.",
        until_at=now + timedelta(minutes=30),
    )
    return [
        waiting(now),
        waiting(now, trouble="The video is interrupted."),
        live(now),
        live(now, banners=[banner], muted="Nobody hears you."),
        live(now, other_muted="Jordan is muted."),
        live(now, presence="coming_back", presence_text="Back soon."),
        live(now, paused=Paused(title="Paused", text="By an officer."), clock_stopped_at=now),
        live(now, warning=TimeWarning(minutes=5, text="Five minutes.")),
        live(now, speaking="Officer Lee speaks."),
        live(now, trouble="The video is interrupted."),
        live(now, text_line=text_line()),
        live(now, text_line=text_line("You look well.", "Thank you.", closed="Paused.")),
        live(now),
    ]


def story_of(surface: str, now: datetime) -> list[Screen]:
    """Return all screens of a surface, and each change within one."""
    return {"monitor": _monitor, "station": _station, "room": _room, "wall": _wall}[surface](now)


def monitor_check() -> MonitorCheckScreen:
    return MonitorCheckScreen(
        title="Can you see yourself?",
        text="Say a few words.",
        other_name="Jordan Miles",
        languages=LANGUAGES,
        text_line=NOT_WRITING,
    )


def room_check() -> RoomCheckScreen:
    return RoomCheckScreen(
        title="Can you see yourself?",
        text="Say a few words.",
        rules=RULES,
        consequences=CONSEQUENCES,
        other_name="Jordan Miles",
        text_line=NOT_WRITING,
    )


def _monitor(now: datetime) -> list[Screen]:
    return [
        pin(),
        pin(is_refused=True, wait_until=now + timedelta(minutes=9)),
        pin(),
        greet(),
        MonitorRulesScreen(
            title="Rules of the visit", rules=RULES, consequences=CONSEQUENCES, languages=LANGUAGES
        ),
        monitor_check(),
        *in_a_visit(now),
        ended(until_at=now + timedelta(minutes=40)),
        pin(),
    ]


def _station(now: datetime) -> list[Screen]:
    return [
        sign_in(),
        sign_in(next_text="The next visit begins at 6:30 PM."),
        sign_in(next_text="The next visit begins at 7:30 PM."),
        past_visits(now),
        past_visits(now, dispute="In review.", said=("The visit was cut off.",)),
        StationRulesScreen(
            title="Rules of the visit",
            text="With Maria Alvarez.",
            rules=RULES,
            consequences=CONSEQUENCES,
            languages=LANGUAGES,
            text_line=WRITING,
        ),
        *in_a_visit(now),
        ended(until_at=now + timedelta(minutes=40)),
        sign_in(),
    ]


def _room(now: datetime) -> list[Screen]:
    return [
        TooEarlyScreen(
            title="Your visit begins soon.",
            text="Leave this page open.",
            opens_at=now + timedelta(minutes=20),
        ),
        room_check(),
        *in_a_visit(now),
        ended(home="/visits/"),
    ]


def _wall(now: datetime) -> list[Screen]:
    first, second = tile(now, "1"), tile(now, "2")
    warned = first.model_copy(update={"warnings": 1, "watched_by": ["Lee"], "muted": ["visitor"]})
    return [
        wall([]),
        wall([first]),
        wall([first, second]),
        wall([second, warned]),
        wall([second, warned], notice="The mail server cannot be reached."),
        wall([second.model_copy(update={"clock_stopped_at": now, "paused": "By an officer"})]),
        wall([second]),
        wall([]),
    ]


def tile(now: datetime, visit: str) -> Tile:
    return Tile(
        visit=visit,
        facility="lafayette",
        area="B",
        kind="onsite",
        kind_text="On-site",
        is_make_up=False,
        visitor=f"Maria {visit}",
        visitors=[VisitorPresent(person="p", name=f"Maria {visit}", is_child=False)],
        inmate=f"Jordan {visit}",
        names=f"Maria {visit} and Jordan {visit}",
        visitor_here=True,
        inmate_here=True,
        started_at=now,
        ends_at=now + timedelta(minutes=25),
        clock_stopped_at=None,
        paused=None,
        muted=[],
        visitor_devices=BOTH,
        inmate_devices=BOTH,
        writes=False,
        warnings=0,
        assigned_officer=None,
        assigned_officer_ref="",
        awaits_you=False,
        went_unwatched=False,
        unseen_after_minutes=5,
        last_seen_at=now,
        watched_by=[],
        spoken_by=None,
        violations=0,
        opened=False,
    )


def wall(
    tiles: list[Tile],
    *,
    notice: str | None = None,
    lock: LockWord = "open",
    pressed: Sequence[PressedWhileLocked] = (),
) -> WallScreen:
    return WallScreen(
        officer="o",
        facilities=[FacilityServed(slug="lafayette", name="Lafayette")],
        tiles=tiles,
        waiting=[],
        soon=[],
        not_held=[],
        calls=[],
        on_duty=[],
        unconfirmed=[],
        grounds={},
        messages=[],
        detail=None,
        lock=lock,
        pressed=list(pressed),
        notice=notice,
    )
