// Marks on the page's timeline, from which set-up times are measured.

export type Moment =
  | "connection-asked"
  | "connected-at-check"
  | "begin-pressed"
  | "publisher-up"
  | "first-remote-frame"
  | "reroute-asked"
  | "terminate-pressed";

export function markMoment(moment: Moment): void {
  performance.mark(`parloir:${moment}`);
}
