// The fixed words that a surface needs. The sentences come from the server
// (parloir/realtime/words.py), in the person's language; a test compares the keys.

const everywhere = [
  "connecting",
  "connecting_text",
  "offline_title",
  "offline_text",
  "restoring",
  "not_connected",
  "superseded_title",
  "superseded_text",
  "take_over",
  "language",
] as const;

const moments = [
  "minutes_left_one",
  "minutes_left_other",
  "seconds_left_one",
  "seconds_left_other",
  "time_up",
  "begins_in_minutes_one",
  "begins_in_minutes_other",
  "waiting_for_moments",
  "waiting_for_minutes_one",
  "waiting_for_minutes_other",
  "picture_coming",
  "picture_still",
  "sound_held_back",
  "hear_them",
] as const;

const check = [
  "begin_visit",
  "leave",
  "you",
  "what_follows",
  "camera_starting",
  "camera_starting_text",
  "trouble_denied_title",
  "trouble_denied_text",
  "trouble_missing_title",
  "trouble_missing_text",
  "trouble_busy_title",
  "trouble_busy_text",
  "trouble_other_title",
  "trouble_other_text",
  "try_again",
  "sound_bar",
  "sound_bar_text",
] as const;

const visit = [
  "begins_in_seconds_one",
  "begins_in_seconds_other",
  "controls",
  "mute",
  "unmute",
  "muted",
  "camera_off",
  "camera_on",
  "camera_is_off",
  "camera_off_sign",
  "end_visit",
  "end_ask",
  "end_yes",
  "end_no",
  "finish",
  "go_home",
  "clears_in_one",
  "clears_in_other",
] as const;

const kiosk = [
  "enrol_code",
  "call_staff",
  "staff_called",
  "enter",
  "clear",
  "erase_last",
  "digits",
  "digits_entered_one",
  "digits_entered_other",
  "wait_seconds_one",
  "wait_seconds_other",
  "wait_minutes_one",
  "wait_minutes_other",
] as const;

const monitor = [
  "pin_question",
  "enter_your_pin",
  "confirm",
  "not_me",
  "acknowledge",
] as const;

const station = [
  "sign_in_title",
  "master_id",
  "pin",
  "sign_in",
] as const;

const room = [
  "opens_in_minutes_one",
  "opens_in_minutes_other",
  "opens_in_seconds_one",
  "opens_in_seconds_other",
  "the_rules",
] as const;

const tiles = [
  "wall_title",
  "live_visits_one",
  "live_visits_other",
  "nothing_live",
  "nothing_live_text",
  "tile_label",
  "visitor",
  "inmate",
  "both",
  "all_visitors",
  "side_away",
  "side_coming",
  "side_still",
  "side_again",
  "link_good",
  "link_fair",
  "link_poor",
  "link_unknown",
  "sound_level",
  "unseen_never",
  "unseen_never_short",
  "minutes_short",
  "seconds_short",
  "seen_now",
  "unseen_minutes_one",
  "unseen_minutes_other",
  "watched_by",
  "warnings_one",
  "warnings_other",
  "warned_one",
  "warned_other",
  "muted_side",
  "spoken_by",
  "went_unattended",
  "handed_to_you",
  "filter_area",
  "filter_kind",
  "filter_all",
  "filter_hides_one",
  "filter_hides_other",
  "full_screen",
  "shortcuts",
] as const;

const opened = [
  "close",
  "opened_visit",
  "log",
  "log_empty",
  "history_of",
  "history_empty",
  "terminate_visit",
  "terminate_ground",
  "terminate_conduct",
  "terminate_offenders",
  "terminate_offenders_hint",
  "terminate_now",
  "terminate_at_once",
  "terminate_cancel",
  "terminate_back",
  "terminated_title",
  "terminated_text",
  "note",
  "note_hint",
  "note_save",
  "note_skip",
  "still_sending",
  "still_kept",
  "still_missing",
  "visits_before",
  "in_the_hands_of",
] as const;

const interventions = [
  "interventions",
  "message_them",
  "warn_them",
  "mute_visitor",
  "unmute_visitor",
  "mute_inmate",
  "unmute_inmate",
  "pause_visit",
  "resume_visit",
  "extend_visit",
  "hand_over",
  "speak_to_them",
  "stop_speaking",
  "speaking_comes",
  "speaking_failed",
  "message_title",
  "warn_title",
  "hand_over_title",
  "panel_to",
  "panel_cancel",
  "own_words",
  "message_send",
  "nobody_else_on_duty",
] as const;

const column = [
  "beside_title",
  "waiting_title",
  "soon_title",
  "missed_title",
  "calls_title",
  "on_duty_title",
  "none_now",
  "answer_call",
  "calling_for_moments",
  "calling_for_minutes_one",
  "calling_for_minutes_other",
  "begins_now",
  "began_minutes_ago_one",
  "began_minutes_ago_other",
  "nobody_yet",
  "on_duty_away",
] as const;

const person = [...everywhere, ...moments, ...check, ...visit] as const;

export const surfaceWords = {
  monitor: [...person, ...kiosk, ...monitor],
  station: [...person, ...kiosk, ...station],
  room: [...person, ...room],
  wall: [...everywhere, ...moments, ...tiles, ...opened, ...interventions, ...column],
} as const;

export type SurfaceName = keyof typeof surfaceWords;
export type WordKey = (typeof surfaceWords)[SurfaceName][number];

/** The keys of which there is a form for one and a form for several. */
export type CountedKey = WordKey extends infer Key
  ? Key extends `${infer Stem}_one`
    ? Stem
    : never
  : never;

export type Facts = Readonly<Record<string, string | number>>;

export class Words {
  constructor(private sentences: Readonly<Record<string, string>>) {}

  replace(sentences: Readonly<Record<string, string>>): void {
    this.sentences = sentences;
  }

  /** The sentence, with `{name}` and the like filled in. */
  say(key: WordKey, facts: Facts = {}): string {
    const sentence = this.sentences[key] ?? key;
    return sentence.replace(/\{(\w+)\}/g, (gap, name: string) => String(facts[name] ?? gap));
  }

  /** The form for one or for several, with the number as `{n}`. */
  count(stem: CountedKey, n: number, facts: Facts = {}): string {
    return this.say(`${stem}_${n === 1 ? "one" : "other"}` as WordKey, { ...facts, n });
  }
}

/** The words that the page itself carries, for the time before there is a connection. */
export function wordsOfPage(): Words {
  const carried = document.getElementById("words")?.textContent ?? "";
  const parsed = JSON.parse(carried || "{}") as
    | Record<string, string>
    | { words: Record<string, string> };
  return new Words(
    typeof parsed["words"] === "object" ? parsed["words"] : (parsed as Record<string, string>),
  );
}
