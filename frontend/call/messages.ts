// The protocol of docs/reference/signalling.md, typed. A test compares it with the server's end.

export type Instant = string; // ISO 8601, UTC

// ---- What every screen is made of

export interface Language {
  code: string;
  name: string;
  current: boolean;
}

export interface Refusal {
  title: string;
  text: string;
}

export interface Rule {
  code: string;
  text: string;
}

export interface MediaDemand {
  publish: boolean;
}

export interface Terminated {
  ground: string;
  consequences: string[];
  review: string;
}

/** What stands over the picture: an officer's message, a warning, and what else was done. */
export interface Told {
  id: string;
  kind: string;
  title: string;
  text: string;
  until_at: Instant;
}

// ---- Screens that several surfaces have

export interface EnrolScreen {
  name: "enrol";
  code: string;
  title: string;
  text: string;
}

export interface SupersededScreen {
  name: "superseded";
  title: string;
  text: string;
}

export interface ClosedScreen {
  name: "closed";
  title: string;
  text: string;
  clock: string;
}

export interface WaitingScreen {
  name: "waiting";
  title: string;
  text: string;
  since_at: Instant;
  starts_at: Instant;
  ends_at: Instant;
  other: string;
  you: string;
  trouble: string | null;
  media: MediaDemand;
  recorded: string;
}

export interface LiveScreen {
  name: "live";
  other: string;
  you: string;
  started_at: Instant;
  ends_at: Instant;
  clock_stopped_at: Instant | null;
  told: Told[];
  paused: { title: string; text: string } | null;
  muted: string | null;
  other_muted: string | null;
  speaking: string | null;
  warning: { minutes: number; text: string } | null;
  presence: "here" | "coming_back";
  presence_text: string | null;
  trouble: string | null;
  media: MediaDemand;
  recorded: string;
}

export interface EndedScreen {
  name: "ended";
  title: string;
  text: string;
  outcome: string;
  terminated: Terminated | null;
  next: string | null;
  until_at?: Instant | null;
  home?: string | null;
}

// ---- Monitor

export interface PinScreen {
  name: "pin";
  facility: string;
  clock: string;
  languages: Language[];
  refusal: Refusal | null;
  wait_until: Instant | null;
}

export interface GreetScreen {
  name: "greet";
  facility: string;
  clock: string;
  languages: Language[];
  title: string;
  text: string;
  you: string;
  other: string;
}

export interface MonitorRulesScreen {
  name: "rules";
  title: string;
  rules: Rule[];
  more: string;
  languages: Language[];
}

export interface MonitorCheckScreen {
  name: "check";
  title: string;
  text: string;
  other: string;
  languages: Language[];
}

export type MonitorScreen =
  | EnrolScreen
  | SupersededScreen
  | ClosedScreen
  | PinScreen
  | GreetScreen
  | MonitorRulesScreen
  | MonitorCheckScreen
  | WaitingScreen
  | LiveScreen
  | EndedScreen;

// ---- Station

export interface SignInScreen {
  name: "sign_in";
  facility: string;
  station: string;
  clock: string;
  languages: Language[];
  next_starts_at: Instant | null;
  next_text: string | null;
  refusal: Refusal | null;
  wait_until: Instant | null;
}

export interface StationRulesScreen {
  name: "rules";
  title: string;
  text: string;
  rules: Rule[];
  more: string;
  languages: Language[];
}

export type StationScreen =
  | EnrolScreen
  | SupersededScreen
  | ClosedScreen
  | SignInScreen
  | StationRulesScreen
  | WaitingScreen
  | LiveScreen
  | EndedScreen;

// ---- Remote room

export interface TooEarlyScreen {
  name: "too_early";
  title: string;
  text: string;
  opens_at: Instant;
}

export interface RefusedScreen {
  name: "refused";
  title: string;
  text: string;
  next: string | null;
}

export interface RoomCheckScreen {
  name: "check";
  title: string;
  text: string;
  rules: Rule[];
  more: string;
  other: string;
}

export interface ElsewhereScreen {
  name: "elsewhere";
  title: string;
  text: string;
}

export type RoomScreen =
  | TooEarlyScreen
  | RefusedScreen
  | RoomCheckScreen
  | WaitingScreen
  | LiveScreen
  | EndedScreen
  | ElsewhereScreen;

// ---- Wall

/** One of those who came: whoever booked first. */
export interface VisitorThere {
  person: string;
  name: string;
  is_child: boolean;
}

export interface Tile {
  visit: string;
  facility: string;
  area: string;
  kind: string;
  kind_text: string;
  visitor: string;
  visitors: VisitorThere[];
  inmate: string;
  visitor_here: boolean;
  inmate_here: boolean;
  started_at: Instant;
  ends_at: Instant;
  clock_stopped_at: Instant | null;
  paused: string | null;
  muted: string[];
  warned: number;
  keeper: string | null;
  keeper_ref: string;
  is_yours_to_take: boolean;
  unattended: boolean;
  unseen_after_minutes: number;
  last_seen_at: Instant | null;
  watched_by: string[];
  spoken_by: string | null;
  warnings: number;
  opened: boolean;
}

export interface WaitingVisit {
  visit: string;
  visitor: string | null;
  inmate: string;
  starts_at: Instant;
  since_at: Instant;
  missing: string;
}

export interface SoonBooking {
  booking: string;
  visitor: string;
  inmate: string;
  kind_text: string;
  place: string;
  starts_at: Instant;
}

export interface MissedBooking {
  booking: string;
  visitor: string;
  inmate: string;
  starts_at: Instant;
  missing: string;
}

export interface HelpCall {
  device: string;
  kind: string;
  name: string;
  since_at: Instant;
}

export interface VisitDetail {
  visit: string;
  log: { at: Instant; time: string; text: string }[];
  people: { name: string; history: string[]; visits: string[] }[];
}

export interface OfficerOnDuty {
  officer: string;
  name: string;
  present: boolean;
}

/** A visit that is over, of which the media server has not said yet that it is silent. */
export interface Unconfirmed {
  visit: string;
  text: string;
}

export interface Ground {
  code: string;
  text: string;
}

export interface WallScreen {
  name: "wall";
  you: string;
  facilities: { slug: string; name: string }[];
  tiles: Tile[];
  waiting: WaitingVisit[];
  soon: SoonBooking[];
  missed: MissedBooking[];
  calls: HelpCall[];
  on_duty: OfficerOnDuty[];
  unconfirmed: Unconfirmed[];
  /** Of each facility, by its slug. */
  grounds: Record<string, Ground[]>;
  messages: { code: string; text: string }[];
  detail: VisitDetail | null;
  notice: string | null;
}

// ---- Messages from the server

export type PartyName = string; // "visitor", "inmate", "voice" (an officer's), "visitor2" …

export interface StreamLabel {
  mid: string;
  party: PartyName;
  kind: "audio" | "video";
}

export interface WordsMessage {
  type: "words";
  lang: string;
  words: Record<string, string>;
}

export interface ScreenMessage<Screen> {
  type: "screen";
  now: Instant;
  screen: Screen;
}

export interface DoneMessage {
  type: "done";
  reply_to: string;
}

export interface ErrorMessage {
  type: "error";
  reply_to: string | null;
  code: string;
  message: string;
}

export interface PongMessage {
  type: "pong";
  now: Instant;
}

export interface MediaAnswer {
  type: "media.answer";
  leg: string;
  attempt: number;
  sdp: string;
}

export interface MediaOffer {
  type: "media.offer";
  leg: string;
  attempt: number;
  sdp: string;
  streams: StreamLabel[];
}

export interface MediaRestart {
  type: "media.restart";
  leg: string;
  attempt: number;
  reason: string;
}

export interface MediaClosed {
  type: "media.closed";
  leg: string;
  reason: string;
}

export type MediaMessage = MediaAnswer | MediaOffer | MediaRestart | MediaClosed;

export type ServerMessage<Screen> =
  | WordsMessage
  | ScreenMessage<Screen>
  | DoneMessage
  | ErrorMessage
  | PongMessage
  | MediaMessage;

// ---- Messages from the browser

export type BrowserMessage =
  | { type: "intent"; id: string; name: string; args: Record<string, unknown> }
  | { type: "ping"; touched?: true; visible?: true; watching?: string[] }
  | { type: "media.join"; leg: string; attempt: number; sdp: string }
  | { type: "media.watch"; leg: string; attempt: number }
  | { type: "media.accept"; leg: string; attempt: number; sdp: string }
  | {
      type: "media.candidate";
      leg: string;
      attempt: number;
      direction: "up" | "down";
      candidate: RTCIceCandidateInit | null;
    }
  | { type: "media.quality"; leg: string; attempt: number; level: "low" | "high" }
  | { type: "media.leave"; leg: string };

/** A socket closed with this code is not enrolled or not signed in: the page is loaded anew. */
export const CLOSED_NOT_ADMITTED = 4401;

/** Another browser has taken this device's place: it connects again only if the person asks. */
export const CLOSED_SUPERSEDED = 4409;
