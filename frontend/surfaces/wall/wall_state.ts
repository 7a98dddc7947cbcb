// The wall's own state: the focused tile, and what the officer has begun.
import { markMoment } from "../../call/moments";
import type { Ground, Side, Tile, VisitorPresent, WallScreen } from "../../call/protocol";
import { focusSoon } from "../shared/focus";
import type { RenderContext } from "../shared/surface";
import type { Speaker } from "./speaker";
import { sendStills } from "./stills";
import type { Grabbed, StillSide, StillState } from "./stills";

/** Whose conduct it was. `persons` are the visitors, if several adults came. */
export interface TerminationChoice {
  conduct: Side[];
  persons: string[];
}

export interface Terminating {
  visit: string;
  visitor: string;
  names: string;
  inmate: string;
  facility: string;
  adults: VisitorPresent[];
  /** If several adults came: those chosen so far. */
  offenders: Set<string>;
  ground: Ground | null;
}

/** The question before a message, a warning, or a hand-over. */
export interface Panel {
  kind: "message" | "warn" | "hand_over";
  visit: string;
  sides: Side[];
  /** One of several visitors; empty for the whole side. */
  person: string;
  text: string;
}

export class WallState {
  focusedVisit: string | null = null;
  columns = 1;
  panel: Panel | null = null;
  terminating: Terminating | null = null;
  /** The visit that was just terminated: its note can still be written. */
  noteFor: Terminating | null = null;
  /** The state of that visit's stills, by side. */
  readonly stills = new Map<StillSide, StillState>();

  constructor(readonly speaker: Speaker) {}

  // Tiles

  indexOf(tiles: readonly Tile[]): number {
    return Math.max(
      0,
      tiles.findIndex(({ visit }) => visit === this.focusedVisit),
    );
  }

  /** Drops what concerns visits that have ended in the meantime. */
  keepOnlyWhatIsLive(screen: WallScreen): void {
    const isLive = (visit: string): boolean => screen.tiles.some((tile) => tile.visit === visit);
    if (this.terminating && !isLive(this.terminating.visit)) this.terminating = null;
    if (this.panel && !isLive(this.panel.visit)) this.panel = null;
  }

  /** Goes one step back: from the conduct to the grounds, or out of the grounds or a panel. */
  stepBack(): void {
    this.panel = null;
    if (this.terminating?.ground) this.terminating.ground = null;
    else this.terminating = null;
  }

  // Interventions

  show(kind: Panel["kind"], { visit }: Tile): void {
    this.terminating = null;
    this.panel = { kind, visit, sides: ["visitor", "inmate"], person: "", text: "" };
    focusSoon("#panel-title");
  }

  /** Sends the choice of the panel: a ready message, a ground, or an officer. */
  async choose(context: RenderContext, code: string, tile: Tile): Promise<void> {
    const { panel } = this;
    if (!panel || context.isBusy(panel.kind)) return;
    const { visit, sides, person } = panel;
    const { warnings, assigned_officer_ref: assigned_officer } = tile;
    const send = {
      message: () => context.intend("message", { visit, sides, person, code }),
      warn: () => context.intend("warn", { visit, sides, person, ground: code, warnings }),
      hand_over: () => context.intend("hand_over", { visit, to: code, assigned_officer }),
    };
    await this.finish(context, panel, send[panel.kind]());
  }

  async sendOwnWords(context: RenderContext): Promise<void> {
    const { panel } = this;
    const text = panel?.text.trim() ?? "";
    if (!panel || !text || context.isBusy("message")) return;
    const { visit, sides, person } = panel;
    await this.finish(context, panel, context.intend("message", { visit, sides, person, text }));
  }

  // Terminating

  startTerminating({ visit, visitor, visitors, inmate, names, facility }: Tile): void {
    this.panel = null;
    const adults = visitors.filter((one) => !one.is_child);
    const offenders = new Set<string>();
    this.terminating = { visit, visitor, inmate, names, facility, adults, offenders, ground: null };
  }

  /** Sends the termination. `grab` takes the stills in the same turn, before the answer. */
  async terminate(
    context: RenderContext,
    choice: TerminationChoice,
    grab: () => Grabbed,
  ): Promise<void> {
    const { terminating } = this;
    if (!terminating?.ground || context.isBusy("terminate")) return;
    markMoment("terminate-pressed");
    const { visit, ground } = terminating;
    const sent = context.intend("terminate", { visit, ground: ground.code, ...choice, note: "" });
    const grabbed = grab();
    const ok = await sent;
    if (ok) this.noteFor = terminating;
    this.terminating = null;
    context.rerender();
    if (!ok) return;
    focusSoon("#note-title");
    this.stills.clear();
    void sendStills(visit, grabbed, (side, state) => {
      this.stills.set(side, state);
      context.rerender();
    });
  }

  async saveNote(context: RenderContext, note: string): Promise<void> {
    const { noteFor } = this;
    if (!noteFor || !note.trim()) return;
    if (await context.intend("note", { visit: noteFor.visit, note: note.trim() })) {
      this.noteFor = null;
    }
    context.rerender();
  }

  // Private

  /** After a refusal the panel stays with the typed text, and the surface shows the reason. */
  private async finish(
    context: RenderContext,
    panel: Panel,
    sent: Promise<boolean>,
  ): Promise<void> {
    const ok = await sent;
    if (ok && this.panel === panel) this.panel = null;
    context.rerender();
    if (ok) focusSoon("#opened-title");
  }
}
