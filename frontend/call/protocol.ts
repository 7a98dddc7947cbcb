// Written by docs/generate.py from parloir/protocol and parloir/realtime/ui_strings.py: change
// those, then run it. docs/reference/signalling.md says what it means.

/** ISO 8601, UTC. */
export type Instant = string;

export type Side = "visitor" | "inmate";

export type Layer = "low" | "high";

export type ErrorCode =
  | "malformed" | "unknown_type" | "not_allowed_now" | "unknown_intent" | "bad_arguments"
  | "too_large" | "media_unavailable" | "media_refused" | "gone" | "locked";

export type RefusingRule =
  | "no_such_time" | "not_yet_in_service" | "in_the_past" | "too_soon" | "too_far" | "outside_hours"
  | "off_grid" | "closed" | "not_registered" | "not_asked" | "not_approved" | "restricted"
  | "companion_cannot" | "companion_not_agreed" | "party_too_large" | "minor_without_guardian"
  | "minor_is_adult" | "minor_removed" | "no_contact" | "not_on_list" | "inmate_unavailable"
  | "inmate_no_visits" | "inmate_came_in" | "quota_used" | "make_up_spent" | "make_up_over"
  | "already_taken" | "reservation_lapsed" | "inmate_busy" | "inmate_committed" | "visitor_busy"
  | "separation" | "no_monitor_free" | "no_station_free" | "pin_unknown" | "pin_wrong_facility"
  | "pin_wrong_day" | "pin_too_early" | "pin_too_late" | "pin_used" | "pin_in_use" | "pin_is_remote"
  | "booking_cancelled" | "booking_displaced" | "no_visit_now" | "at_booked_station";

// ---- Monitor

/** The device is not enrolled yet. */
export interface EnrolScreen {
  name: "enrol";
  /** To be typed by an administrator. */
  code: string;
  title: string;
  text: string;
}

/** Another browser is connected as this device. */
export interface SupersededScreen {
  name: "superseded";
  title: string;
  text: string;
}

/** One of the two showings of the hour that the clock shows twice. */
export interface RepeatedHour {
  starts_at: Instant;
  ends_at: Instant;
  /** What tells its times from those of the other showing: CDT. */
  zone: string;
}

/**
 * What the browser needs to show the facility's time and let it go on by itself. The words around
 * the time are `time_format`, `before_noon`, `after_noon` and `clock_words` of the UI strings.
 */
export interface FacilityClock {
  /** The time zone as people say it: Central. */
  zone: string;
  /** How far the facility's clock is ahead of UTC; negative in America. */
  offset_minutes: number;
  /** When the clock jumps next, if it does within a week. */
  changes_at: Instant | null;
  /** How far it is ahead of UTC from `changes_at`. */
  offset_minutes_then: number;
  /** Within a week. During them, their `zone` stands in the place of the clock's. */
  repeated_hours: RepeatedHour[];
}

/** The device is out of service. */
export interface ClosedScreen {
  name: "closed";
  title: string;
  text: string;
  /** The facility's phone number, for a device that has lost the server; empty without one. */
  phone: string;
  clock: FacilityClock;
}

/** A language that can be chosen, by its own name. */
export interface Language {
  code: string;
  name: string;
  current: boolean;
}

/** Why somebody was not admitted. */
export interface Refusal {
  title: string;
  text: string;
}

/** The keypad, while nobody is admitted. */
export interface PinScreen {
  name: "pin";
  facility: string;
  /** The facility's phone number, for a device that has lost the server; empty without one. */
  phone: string;
  clock: FacilityClock;
  languages: Language[];
  refusal: Refusal | null;
  /** No PIN is accepted before, after wrong ones. */
  wait_until: Instant | null;
  /**
   * The names of the months, if the visitor's day and month of birth are asked for in addition to
   * the PIN.
   */
  birth_months: string[] | null;
}

/** The names, to be confirmed. */
export interface GreetScreen {
  name: "greet";
  facility: string;
  clock: FacilityClock;
  languages: Language[];
  /** Such as: Hello Maria. */
  title: string;
  /** Such as: You are visiting Jordan Miles on Tuesday, 24 November, 6:30 PM Central. */
  text: string;
  own_name: string;
  other_name: string;
}

/** One of the facility's rules for visits. */
export interface Rule {
  code: string;
  text: string;
}

/** The rules, to be read. */
export interface MonitorRulesScreen {
  name: "rules";
  title: string;
  rules: Rule[];
  /** What follows from breaking them. */
  consequences: string;
  languages: Language[];
}

/** Whether this side wants to write in the visit, and what that means. */
export interface TextLineChoice {
  wanted: boolean;
  text: string;
}

/** The own picture and sound before the visit. */
export interface MonitorCheckScreen {
  name: "check";
  title: string;
  text: string;
  other_name: string;
  languages: Language[];
  text_line: TextLineChoice;
}

/** Whether camera and microphone should be sent now. */
export interface MediaDemand {
  publish: boolean;
}

/** Ready, but the visit cannot begin yet. */
export interface WaitingScreen {
  name: "waiting";
  title: string;
  /** What the side is waiting for, and how long it can take. */
  text: string;
  since_at: Instant;
  starts_at: Instant;
  ends_at: Instant;
  other_name: string;
  own_name: string;
  /** A sentence while the media server is away. */
  trouble: string | null;
  media: MediaDemand;
  monitoring_notice: string;
}

/** What an officer has done or says. */
export interface Banner {
  id: string;
  kind: string;
  title: string;
  text: string;
  until_at: Instant;
}

/** What is shown instead of the picture during a pause. */
export interface Paused {
  title: string;
  text: string;
}

/**
 * The devices that a side sends with: `off` if it was switched off or the system has taken it,
 * `none` if there is none, and `thin` if its line does not carry it beside the other.
 */
export interface SideDevices {
  camera: "on" | "off" | "none" | "thin";
  microphone: "on" | "off" | "none" | "thin";
  /** Whether the person signs, so that the picture comes before the sound. */
  signs: boolean;
}

/** What one side has written. */
export interface Line {
  id: string;
  is_own: boolean;
  /** Who wrote it. */
  name: string;
  text: string;
}

/** What both write to each other under the picture. */
export interface TextLine {
  /** The last ones, the latest at the end; none during a pause. */
  lines: Line[];
  /** A sentence while nothing can be written. */
  closed: string | null;
}

/** Little time is left. */
export interface TimeWarning {
  minutes: 1 | 5;
  text: string;
}

/** Both sides are in the visit. */
export interface LiveScreen {
  name: "live";
  /** A name. */
  other_name: string;
  /** A name. */
  own_name: string;
  started_at: Instant;
  ends_at: Instant;
  /** While it is set, the time left stays at `ends_at` minus this. */
  clock_stopped_at: Instant | null;
  /** The latest first, each shown until its `until_at`. */
  banners: Banner[];
  paused: Paused | null;
  /** A sentence while one's own sound is off. */
  muted: string | null;
  other_muted: string | null;
  other_devices: SideDevices;
  /** A sentence while the other side has no camera or no microphone, or one is off. */
  other_devices_text: string | null;
  /** A sentence while an officer speaks to both: their voice is a stream of the source `voice`. */
  speaking: string | null;
  /** Null where nobody has asked for one. */
  text_line: TextLine | null;
  warning: TimeWarning | null;
  presence: "here" | "coming_back";
  presence_text: string | null;
  trouble: string | null;
  media: MediaDemand;
  /** A sentence about who may watch, and that nothing is recorded. */
  monitoring_notice: string;
}

/** Why an officer ended the visit, and what follows. */
export interface Terminated {
  ground: string;
  /** Sentences, one for each adult where several came. */
  consequences: string[];
  review: string;
}

/** The visit is over. */
export interface EndedScreen {
  name: "ended";
  title: string;
  text: string;
  outcome: string;
  terminated: Terminated | null;
  /** A sentence about the next booking, at a station. */
  next: string | null;
  /** The device's first screen comes back then. Null in a remote room. */
  until_at: Instant | null;
  /** The address to go on to from a remote room, which has no `finish`. */
  home: string | null;
}

export type MonitorScreen =
  | EnrolScreen | SupersededScreen | ClosedScreen | PinScreen | GreetScreen | MonitorRulesScreen
  | MonitorCheckScreen | WaitingScreen | LiveScreen | EndedScreen;

// ---- Station

/** Nobody has signed in. */
export interface SignInScreen {
  name: "sign_in";
  facility: string;
  station: string;
  /** The facility's phone number, for a device that has lost the server; empty without one. */
  phone: string;
  clock: FacilityClock;
  languages: Language[];
  next_starts_at: Instant | null;
  /** When the next visit at this station begins; never a name. */
  next_text: string | null;
  /** When `next_text` is over, and another one may follow. */
  next_until_at: Instant | null;
  refusal: Refusal | null;
  /** No PIN is accepted before, after wrong ones. */
  wait_until: Instant | null;
}

/** The rules, beside the own picture. */
export interface StationRulesScreen {
  name: "rules";
  title: string;
  /** Who the visit is with, and when. */
  text: string;
  rules: Rule[];
  /** What follows from breaking them. */
  consequences: string;
  languages: Language[];
  text_line: TextLineChoice;
}

/** A line of what was measured or noted. */
export interface Fact {
  name: string;
  value: string;
}

/** A part of a visit in which a side received the same, in units of its timeline. */
export interface TimelineBar {
  x: number;
  y: number;
  width: number;
  height: number;
  state: "both" | "sound" | "picture" | "nothing";
}

/** The small picture of a visit: above what the visitor received, below the inmate. */
export interface Timeline {
  width: number;
  height: number;
  bars: TimelineBar[];
}

/** A visit that is over, with its account. */
export interface PastVisit {
  visit: string;
  /** Who the visit was with, and when. */
  title: string;
  /** Whether it took place, who failed it, and whether it counts. */
  sentence: string;
  /** A person has decided this; empty otherwise. */
  decided: string;
  facts: Fact[];
  timeline: Timeline | null;
  /** What goes on where somebody says that this is not what happened; empty otherwise. */
  dispute: string;
  /** What the inmate has said. */
  said: string[];
  /** Why a person decided as they did; empty otherwise. */
  reason: string;
  /** Until when the inmate can say that this is not what happened; empty where they cannot. */
  last_day: string;
}

/** What an inmate can say with one press. */
export interface Choice {
  code: string;
  text: string;
}

/** An inmate has signed in and has no visit now: their visits of the last days. */
export interface PastVisitsScreen {
  name: "past_visits";
  facility: string;
  station: string;
  /** The facility's phone number, for a device that has lost the server; empty without one. */
  phone: string;
  clock: FacilityClock;
  languages: Language[];
  /** Why there is no visit now, and what has changed. */
  refusal: Refusal;
  visits: PastVisit[];
  choices: Choice[];
  /** How the pictures are to be read. */
  timeline_text: string;
  /** When the screen is cleared if nothing is pressed. */
  until_at: Instant;
}

export type StationScreen =
  | EnrolScreen | SupersededScreen | ClosedScreen | SignInScreen | StationRulesScreen
  | PastVisitsScreen | WaitingScreen | LiveScreen | EndedScreen;

// ---- Room

/** The room opens later; the page then continues by itself. */
export interface TooEarlyScreen {
  name: "too_early";
  title: string;
  text: string;
  opens_at: Instant;
}

/** This visit cannot be joined. */
export interface RefusedScreen {
  name: "refused";
  title: string;
  text: string;
  next: string | null;
}

/** The own picture and the rules before the visit: "Begin visit" acknowledges them. */
export interface RoomCheckScreen {
  name: "check";
  title: string;
  text: string;
  rules: Rule[];
  /** What follows from breaking them. */
  consequences: string;
  other_name: string;
  text_line: TextLineChoice;
}

/** The visit is open in another window. */
export interface ElsewhereScreen {
  name: "elsewhere";
  title: string;
  text: string;
}

export type RoomScreen =
  | TooEarlyScreen | RefusedScreen | RoomCheckScreen | WaitingScreen | LiveScreen | EndedScreen
  | ElsewhereScreen;

// ---- Wall

/** A facility that the officer serves. */
export interface FacilityServed {
  slug: string;
  name: string;
}

/** A visitor who came; the one who booked comes first. */
export interface VisitorPresent {
  person: string;
  name: string;
  is_child: boolean;
}

/** A live visit. */
export interface Tile {
  visit: string;
  facility: string;
  area: string;
  kind: string;
  kind_text: string;
  /** It makes up for a visit that was lost. */
  is_make_up: boolean;
  /** The names of all who came. */
  visitor: string;
  visitors: VisitorPresent[];
  /** A name. */
  inmate: string;
  /** All names, as a sentence lists them. */
  names: string;
  visitor_here: boolean;
  inmate_here: boolean;
  started_at: Instant;
  ends_at: Instant;
  clock_stopped_at: Instant | null;
  /** Why it is paused. */
  paused: string | null;
  /** The sides that are muted. */
  muted: string[];
  visitor_devices: SideDevices;
  inmate_devices: SideDevices;
  /** Both sides have a text line. */
  writes: boolean;
  /** How many warnings were given in this visit. */
  warnings: number;
  /** The name of the officer to whom it was handed. */
  assigned_officer: string | null;
  assigned_officer_ref: string;
  awaits_you: boolean;
  /** It went on while no officer was present. */
  went_unwatched: boolean;
  unseen_after_minutes: number;
  last_seen_at: Instant | null;
  /** The other officers who watch it. */
  watched_by: string[];
  /** The officer who speaks in it. */
  spoken_by: string | null;
  /** How many violations the people in it have on record. */
  violations: number;
  opened: boolean;
}

/** A visit to which somebody was admitted and which has not begun. */
export interface WaitingVisit {
  visit: string;
  visitor: string;
  inmate: string;
  starts_at: Instant;
  since_at: Instant;
  /** Who is missing, as a sentence. */
  status_text: string;
}

/** A booking that begins within 30 minutes, and nobody is admitted yet. */
export interface SoonBooking {
  booking: string;
  visitor: string;
  inmate: string;
  kind_text: string;
  place: string;
  starts_at: Instant;
}

/** A booking that did not take place, within the last 60 minutes. */
export interface BookingNotHeld {
  booking: string;
  visitor: string;
  inmate: string;
  starts_at: Instant;
  /** Who did not come, as a sentence. */
  status_text: string;
}

/** A device at which somebody pressed the help button. */
export interface HelpCall {
  device: string;
  kind: "monitor" | "station";
  name: string;
  since_at: Instant;
}

/** An open console. */
export interface OfficerOnDuty {
  officer: string;
  name: string;
  /** The page can be seen. */
  present: boolean;
}

/**
 * An ended visit for which the media server has not confirmed within 1.5 s that picture and sound
 * stopped.
 */
export interface Unconfirmed {
  visit: string;
  text: string;
}

/** A ground of a warning or a termination. */
export interface Ground {
  code: string;
  text: string;
}

/** A message that officers often send. Each reader gets it in their own language. */
export interface ReadyMessage {
  code: string;
  text: string;
}

/** Something that happened in the visit. */
export interface LogLine {
  at: Instant;
  /** `at` on the facility's clock, in words. */
  time: string;
  text: string;
}

/** A line that one side has written to the other. */
export interface LineRead {
  id: string;
  at: Instant;
  /** `at` on the facility's clock, in words. */
  time: string;
  side: Side;
  name: string;
  text: string;
}

/** An adult who came, or the inmate. */
export interface PersonKnown {
  name: string;
  /** Violations on record, a sentence each. */
  history: string[];
  /** The latest ones, a sentence each. */
  visits: string[];
}

/** What happened in a visit, and what is known of the people in it. */
export interface VisitDetail {
  visit: string;
  log: LogLine[];
  /** The last lines that they wrote to each other, the latest at the end. */
  lines: LineRead[];
  /** Each adult who came, then the inmate. */
  people: PersonKnown[];
}

/** What was pressed at this officer's locked screen, and nobody has said by whom. */
export interface PressedWhileLocked {
  press: string;
  /** What was pressed, in which visit, and when, as a sentence. */
  text: string;
}

/** All live visits, and who waits, is due, did not come or calls for help. */
export interface WallScreen {
  name: "wall";
  /** The officer's own public id. */
  officer: string;
  facilities: FacilityServed[];
  /** In a stable order. */
  tiles: Tile[];
  waiting: WaitingVisit[];
  soon: SoonBooking[];
  not_held: BookingNotHeld[];
  calls: HelpCall[];
  on_duty: OfficerOnDuty[];
  unconfirmed: Unconfirmed[];
  /** The grounds of each facility by its slug: the six of all, its own, and `other` last. */
  grounds: Record<string, Ground[]>;
  messages: ReadyMessage[];
  /** The opened visit. */
  detail: VisitDetail | null;
  /**
   * Whether the screen is locked: `soon` asks whether somebody is there; `idle` because nobody was,
   * `age` because the last sign-in is long ago. A locked screen has the live visits alone, and
   * allows `mute`, `pause` and `terminate`.
   */
  lock: "open" | "soon" | "idle" | "age";
  /** Empty while the screen is locked. */
  pressed: PressedWhileLocked[];
  /** A sentence for all officers (mail not configured, media server away). */
  notice: string | null;
}

// ---- Messages from the server

/**
 * All fixed texts of the surface: the first message of a connection, sent again after a change of
 * language. The page itself carries the same object for the time before and without a connection
 * (`<script type="application/json" id="ui-strings">`). A sentence with a number has a key for each
 * plural form of the language; `minutes_left_0` is the form of one. `number_forms` has a digit for
 * each number below 200, which is its form; above that only the last two digits count (222 is as
 * 122).
 */
export interface UiStringsMessage {
  type: "ui_strings";
  lang: string;
  strings: Record<string, string>;
}

/** Render this screen. It replaces the whole former one. */
export interface ScreenMessage<Screen> {
  type: "screen";
  now: Instant;
  screen: Screen;
}

/** The intent was carried out: a new `screen` has been or will be sent. */
export interface DoneMessage {
  type: "done";
  reply_to: string;
}

/** The message was refused; nothing changed. */
export interface ErrorMessage {
  type: "error";
  /** The id of the intent, or null. */
  reply_to: string | null;
  code: ErrorCode | RefusingRule;
  /** A sentence for the person. */
  message: string;
}

/** The answer to a ping. */
export interface PongMessage {
  type: "pong";
  now: Instant;
}

/**
 * A relay, as a browser's `RTCIceServer` has it. The credential is good until some minutes after
 * the visit, for this leg.
 */
export interface RelayServer {
  urls: string[];
  username: string;
  credential: string;
}

/**
 * The relay of this attempt. There are none if the house has no relay, and for a leg that may not
 * connect now.
 */
export interface MediaRelays {
  type: "media.relays";
  leg: string;
  attempt: number;
  servers: RelayServer[];
}

/** The answer to `media.join`, `media.prepare` and `media.reroute`. */
export interface MediaAnswer {
  type: "media.answer";
  leg: string;
  attempt: number;
  sdp: string;
}

/** Whose stream a received one is. */
export interface StreamLabel {
  mid: string;
  /** `visitor`, `inmate`, `voice` for an officer's, or `trial` for one's own. */
  source: string;
  kind: "audio" | "video";
}

/**
 * An offer to receive. A later offer of the same attempt renegotiates. The browser answers each
 * with `media.accept`.
 */
export interface MediaOffer {
  type: "media.offer";
  leg: string;
  attempt: number;
  sdp: string;
  streams: StreamLabel[];
}

/**
 * Whether the others' pictures are paused, since the line carries the voice alone (ADR 77), or
 * their sound, where somebody signs (ADR 77).
 */
export interface MediaPicture {
  type: "media.picture";
  leg: string;
  attempt: number;
  paused: boolean;
  sound_paused: boolean;
}

/**
 * Nothing that this page sends on the leg has arrived for some seconds, after something had. The
 * page lets the leg take another way (`media.reroute`) unless it is already about to. If that does
 * not help, `media.restart` follows (ADR 80).
 */
export interface MediaUnheard {
  type: "media.unheard";
  leg: string;
  attempt: number;
}

/** Close the peer connections of that leg and begin it again with the next attempt. */
export interface MediaRestart {
  type: "media.restart";
  leg: string;
  attempt: number;
  reason: string;
}

/** Close the peer connections and do not begin again: the leg is over. */
export interface MediaClosed {
  type: "media.closed";
  leg: string;
  reason: string;
}

export type MediaMessage =
  | MediaAnswer | MediaOffer | MediaPicture | MediaUnheard | MediaRestart | MediaClosed;

export type ServerMessage<Screen> =
  | UiStringsMessage | ScreenMessage<Screen> | DoneMessage | ErrorMessage | PongMessage
  | MediaRelays | MediaMessage;

// ---- Messages from the browser

export type NoArgs = Record<never, never>;

/** What can be wanted, each with its arguments. */
export interface IntentArgs {
  /** Join the visit as soon as it can begin. */
  begin: NoArgs;
  /** Leave before the visit has begun. */
  leave: NoArgs;
  /** End the visit. */
  end: NoArgs;
  /**
   * Write to each other in the visit, in addition to sound and picture, or not any more. Both sides
   * have the line if one of them asks for it.
   */
  ask_for_text_line: { wanted: boolean; };
  /** Write a line to the other side. The same `key` is written once. */
  write_line: {
    /** The browser's own number of the line, which stays the same when it is sent again. */
    key: string;
    text: string;
  };
  /** Read and hear everything in this language. */
  set_language: { lang: string; };
  /** Continue in this window instead of the other one. */
  take_over: NoArgs;
  /** Ask for help; the console shows it. */
  call_staff: NoArgs;
  /** Leave the last screen. */
  finish: NoArgs;
  /** Be admitted with the PIN of a booking. */
  enter_pin: {
    pin: string;
    /** The visitor's month of birth, where the screen asks for it. */
    month?: number | null;
    /** The visitor's day of birth, where the screen asks for it. */
    day?: number | null;
  };
  /** The names are right. */
  confirm: NoArgs;
  /** The names are somebody else's. */
  not_me: NoArgs;
  /** The rules were read. */
  acknowledge: NoArgs;
  /** Be admitted with an inmate's master ID number and PIN. */
  sign_in: {
    master_id: string;
    pin: string;
  };
  /** That is not what happened in this past visit, but what the choice says. */
  dispute_visit: {
    visit: string;
    choice: string;
  };
  /** Open a visit. It counts as seen, and is taken over if it was handed to this officer. */
  open: { visit: string; };
  /** Close the opened visit. */
  shut: { visit: string; };
  /** End a visit immediately, on a ground. */
  terminate: {
    visit: string;
    ground: string;
    conduct: Side[];
    /** The visitors whose conduct it was. Required where several adults came. */
    persons?: string[];
    note?: string;
  };
  /** Add a note to a termination; only the officer who terminated can. */
  note: {
    visit: string;
    note: string;
  };
  /** Answer a call for help: somebody goes to the device. */
  answer_call: { device: string; };
  /** Somebody is at the screen: it is not locked yet. */
  still_here: NoArgs;
  /** Say who pressed what was pressed while the screen was locked. */
  say_who_pressed: {
    press: string;
    /** The name of another officer; empty for the officer whose screen it was. */
    presser?: string;
  };
  /** Write to a side, to both, or to one of several visitors. */
  message: {
    visit: string;
    sides: Side[];
    /** One of several visitors, where `sides` is `visitor` alone. */
    person?: string;
    /** A ready message, or else `text`. */
    code?: string;
    text?: string;
  };
  /**
   * Warn a side, both, or one of several visitors. Refused where somebody else has warned since.
   */
  warn: {
    visit: string;
    sides: Side[];
    /** One of several visitors, where `sides` is `visitor` alone. */
    person?: string;
    ground: string;
    /** How many warnings the officer saw. */
    warnings: number;
  };
  /** Turn the sound of a side off. Refused where it is off already. */
  mute: {
    visit: string;
    side: Side;
  };
  /** Turn the sound of a side on. Refused where it is on already. */
  unmute: {
    visit: string;
    side: Side;
  };
  /** Pause the visit: nobody sees or hears the other. Refused where it is paused already. */
  pause: { visit: string; };
  /** Resume the visit. Refused where it is not paused. */
  resume: { visit: string; };
  /**
   * Give more time. Refused where the end has moved since (`gone`), or where others have the place
   * then (`not_allowed_now`, with the reason).
   */
  extend: {
    visit: string;
    minutes: 5 | 10 | 15;
    /** The end that the officer saw. */
    ends_at: Instant;
  };
  /** Assign a visit to an officer. Refused where somebody else has done so since. */
  hand_over: {
    visit: string;
    /** An officer. */
    to: string;
    /** The tile's `assigned_officer_ref`. */
    assigned_officer: string;
  };
}

export type IntentName = keyof IntentArgs;

/** What the person wants to do. */
export interface IntentMessage<Name extends IntentName = IntentName> {
  type: "intent";
  id: string;
  name: Name;
  args: IntentArgs[Name];
}

/** A heartbeat: the page is open. */
export interface Ping {
  type: "ping";
  /**
   * Somebody has pressed, typed or moved something since the last one: a device in use is not
   * released.
   */
  touched?: boolean;
  /** From the wall: the page can be seen. An officer is present only then. */
  visible?: boolean;
  /** From the wall: the visits whose tiles are on the screen and move. */
  watching?: string[];
}

/**
 * Ask for the relay, before the connections of this attempt are opened. Answered by `media.relays`.
 * A page with `data-relay="0"` need not ask.
 */
export interface MediaRelay {
  type: "media.relay";
  leg: string;
  attempt: number;
}

/**
 * Publish: an offer with one audio and one video section (simulcast layers declared by
 * `a=rid`/`a=simulcast`: `h`, `m`, `l`). On the wall: one audio section alone, on the leg
 * `voice:<visit>`, to speak to both sides until `media.leave`; while another officer speaks it is
 * answered by `not_allowed_now`. On the leg `trial` of a remote room that is not joined yet: a room
 * of its own, in which the browser receives its own picture and sound back for 20 seconds (ADR 73).
 * It ends with `media.closed`, whose reason is `over`, `lost`, `unavailable` or `gone`, or why it
 * did not begin: `elsewhere`, `often` or `busy`.
 */
export interface MediaJoin {
  type: "media.join";
  leg: string;
  attempt: number;
  sdp: string;
}

/**
 * Publish as `media.join` does, while the side needs only one more press to begin: both directions
 * are connected, and nothing passes in either before that press is committed and the visit is live.
 * `media.join` is then not needed. After ten minutes without a press the leg is closed
 * (`media.closed` with the reason `unused`).
 */
export interface MediaPrepare {
  type: "media.prepare";
  leg: string;
  attempt: number;
  sdp: string;
}

/**
 * Receive only (the wall): asks for a `media.offer` with both sides, in the layer that was chosen
 * last and in `low` at first. Where no such visit is live, `media.closed` with the reason `gone` is
 * the answer.
 */
export interface MediaWatch {
  type: "media.watch";
  leg: string;
  attempt: number;
}

/** The answer to the latest `media.offer`. */
export interface MediaAccept {
  type: "media.accept";
  leg: string;
  attempt: number;
  sdp: string;
}

/** Receive another simulcast layer. */
export interface MediaQuality {
  type: "media.quality";
  leg: string;
  attempt: number;
  level: Layer;
}

/**
 * Which devices the side sends with. While its camera is not on it sends a sign, and while there is
 * no microphone silence, which keep the connection and its clocks going. One is `thin` while the
 * line up carries the other alone (ADR 79). A new attempt has both on, and nobody who signs, until
 * it says otherwise.
 */
export interface MediaDevices {
  type: "media.devices";
  leg: string;
  attempt: number;
  camera: "on" | "off" | "none" | "thin";
  microphone: "on" | "off" | "none" | "thin";
  /** Whether the person signs: the picture then comes before the sound, for both sides. */
  signs?: boolean;
}

/**
 * Let the connections of this attempt take another way: packets stopped, while messages come
 * through. A leg that publishes sends an offer of the same connection with an ICE restart, which is
 * answered by `media.answer`; a `media.offer` with an ICE restart follows for what is received.
 * Once in two seconds; more is ignored.
 */
export interface MediaReroute {
  type: "media.reroute";
  leg: string;
  attempt: number;
  sdp?: string | null;
}

/**
 * What the browser measured in the last half-minute. It is kept as its word beside that of the
 * media server, which it cannot exceed (ADR 67). More than one in a half-minute is ignored.
 */
export interface MediaStats {
  type: "media.stats";
  leg: string;
  attempt: number;
  /** For how long packets of sound were sent; the next three correspondingly. */
  sent_sound_ms: number;
  sent_picture_ms: number;
  received_sound_ms: number;
  received_picture_ms: number;
  /** Packets that the media server reported as lost. */
  sent_lost: number;
  received_lost: number;
  round_trip_ms?: number | null;
  jitter_ms?: number | null;
  freezes?: number;
  frozen_ms?: number;
  /** Of the received picture, in pixels. */
  height?: number | null;
  /** How long ago the first frame of the other side was shown; null before. */
  first_frame_ms_ago?: number | null;
}

/**
 * What a side received in the last second, if anything: the server lessens the others' pictures
 * where the voice suffers (ADR 77). More than one in a second is ignored.
 */
export interface MediaLine {
  type: "media.line";
  leg: string;
  attempt: number;
  /** Of the sound: what the browser had to make up, without what was silent. */
  sound_missing: number;
  /** Of the packets: those that never came. */
  lost: number;
  /** For how long the browser held sound back to even out the line, on average. */
  delay_ms: number;
  /** Whether one of the two signs: the sound is then lessened before the frames (ADR 77). */
  picture_first?: boolean;
}

/** Close the leg. */
export interface MediaLeave {
  type: "media.leave";
  leg: string;
}

export type BrowserMessage =
  | IntentMessage | Ping | MediaRelay | MediaJoin | MediaPrepare | MediaWatch | MediaAccept
  | MediaQuality | MediaDevices | MediaReroute | MediaStats | MediaLine | MediaLeave;

// ---- UI strings

/** The keys of all fixed texts of the surfaces. Their sentences come from the server. */
export type UiStringKey =
  | "connecting" | "connecting_text" | "offline_title" | "offline_text" | "restoring"
  | "not_connected" | "superseded_title" | "superseded_text" | "take_over" | "cut_off_title"
  | "cut_off_text" | "language" | "time_up" | "waiting_for_moments" | "picture_coming"
  | "picture_still" | "other_reconnecting" | "picture_paused_for_voice" | "own_picture_paused"
  | "own_sound_paused" | "sound_paused_for_picture" | "sound_held_back" | "hear_them"
  | "begin_visit" | "begin_without_camera" | "begin_without_microphone" | "leave" | "you" | "signs"
  | "signs_of" | "signs_text" | "what_follows" | "camera_starting" | "camera_starting_text"
  | "try_again" | "sound_bar" | "sound_bar_text" | "camera_denied" | "microphone_denied"
  | "both_denied" | "trouble_denied_text" | "camera_missing" | "microphone_missing" | "both_missing"
  | "trouble_missing_text" | "camera_busy" | "microphone_busy" | "both_busy" | "trouble_busy_text"
  | "camera_other" | "microphone_other" | "both_other" | "trouble_other_text" | "camera_held"
  | "microphone_held" | "both_held" | "trouble_held_text" | "microphone_silent"
  | "trouble_silent_text" | "trouble_in_app" | "goes_on_without_camera"
  | "goes_on_without_microphone" | "goes_on_without_both" | "write_instead" | "writing_title"
  | "writing_to" | "writing_empty" | "writing_send" | "writing_sending" | "keyboard"
  | "keyboard_shift" | "keyboard_signs" | "keyboard_letters" | "keyboard_space" | "keyboard_erase"
  | "controls" | "mute" | "unmute" | "muted" | "camera_off" | "camera_on" | "camera_is_off"
  | "end_visit" | "end_ask" | "end_yes" | "end_no" | "finish" | "go_home" | "time_format"
  | "before_noon" | "after_noon" | "clock_words" | "away_phone" | "enrol_code" | "call_staff"
  | "staff_called" | "enter" | "clear" | "erase_last" | "digits" | "away_title" | "away_text"
  | "away_visit" | "away_goes_on" | "pin_question" | "enter_your_pin" | "birth_why" | "birth_month"
  | "birth_day" | "back" | "confirm" | "not_me" | "acknowledge" | "goes_on_in_seconds_0"
  | "goes_on_in_minutes_0" | "minutes_left_0" | "seconds_left_0" | "begins_in_minutes_0"
  | "waiting_for_minutes_0" | "writing_left_0" | "begins_in_seconds_0" | "clears_in_0"
  | "digits_entered_0" | "wait_seconds_0" | "wait_minutes_0" | "goes_on_in_seconds_1"
  | "goes_on_in_minutes_1" | "minutes_left_1" | "seconds_left_1" | "begins_in_minutes_1"
  | "waiting_for_minutes_1" | "writing_left_1" | "begins_in_seconds_1" | "clears_in_1"
  | "digits_entered_1" | "wait_seconds_1" | "wait_minutes_1" | "number_forms" | "sign_in_title"
  | "master_id" | "pin" | "sign_in" | "your_visits" | "not_what_happened" | "add_something"
  | "what_happened" | "you_said" | "the_reason" | "never_mind" | "timeline" | "devices"
  | "devices_short" | "device_camera" | "device_microphone" | "device_speaker" | "turn_camera"
  | "device_failed" | "try_devices" | "stop_trying" | "path_try_again" | "path_trying"
  | "path_proven" | "path_good" | "path_slow" | "path_weak" | "path_none" | "path_busy"
  | "path_often" | "path_elsewhere" | "path_unavailable" | "path_figures" | "the_rules"
  | "opens_in_minutes_0" | "opens_in_seconds_0" | "opens_in_minutes_1" | "opens_in_seconds_1"
  | "wall_title" | "nothing_live" | "nothing_live_text" | "tile_label" | "visitor" | "inmate"
  | "both" | "all_visitors" | "side_away" | "side_coming" | "camera_off_of" | "camera_none_of"
  | "camera_thin_of" | "microphone_off_of" | "microphone_none_of" | "microphone_thin_of"
  | "side_still" | "side_again" | "link_good" | "link_fair" | "link_poor" | "link_unknown"
  | "sound_level" | "unseen_never" | "unseen_never_short" | "minutes_short" | "seconds_short"
  | "seen_now" | "watched_by" | "make_up" | "they_write" | "muted_side" | "spoken_by"
  | "went_unwatched" | "handed_to_you" | "filter_area" | "filter_kind" | "filter_all"
  | "full_screen" | "shortcuts" | "close" | "log" | "log_empty" | "written_lines" | "written_none"
  | "history_of" | "history_empty" | "terminate_visit" | "terminate_ground" | "terminate_conduct"
  | "terminate_offenders" | "terminate_offenders_hint" | "terminate_now" | "terminate_at_once"
  | "terminate_cancel" | "terminate_back" | "terminated_title" | "note" | "note_hint" | "note_save"
  | "note_skip" | "still_sending" | "still_kept" | "still_missing" | "visits_before"
  | "in_the_hands_of" | "interventions" | "message_them" | "warn_them" | "mute_visitor"
  | "unmute_visitor" | "mute_inmate" | "unmute_inmate" | "pause_visit" | "resume_visit"
  | "extend_visit" | "hand_over" | "speak_to_them" | "stop_speaking" | "speaking_comes"
  | "speaking_returns" | "speaking_failed" | "message_title" | "warn_title" | "hand_over_title"
  | "panel_to" | "panel_cancel" | "own_words" | "message_send" | "nobody_else_on_duty"
  | "locked_presses_of" | "sound_off" | "pressed_title" | "pressed_self" | "pressed_other"
  | "pressed_save" | "beside_title" | "waiting_title" | "soon_title" | "not_held_title"
  | "calls_title" | "on_duty_title" | "none_now" | "answer_call" | "calling_for_moments"
  | "begins_now" | "nobody_yet" | "on_duty_away" | "live_visits_0" | "unseen_minutes_0"
  | "violations_0" | "warnings_0" | "filter_hides_0" | "calling_for_minutes_0"
  | "began_minutes_ago_0" | "live_visits_1" | "unseen_minutes_1" | "violations_1" | "warnings_1"
  | "filter_hides_1" | "calling_for_minutes_1" | "began_minutes_ago_1";

// ---- Numbers

/** A socket closed with this code is not enrolled or not signed in: load the page again. */
export const CLOSED_NOT_ADMITTED = 4401;

/** Too many windows were open, and this was the oldest: connect only if the person asks. */
export const CLOSED_SUPERSEDED = 4409;

/** The account sent too much. The reason says after how many seconds to connect again. */
export const CLOSED_TOO_MUCH = 4429;

/** Of what one side writes to the other. */
export const LONGEST_LINE = 280;

/** Of an officer's own words. */
export const LONGEST_MESSAGE = 300;
