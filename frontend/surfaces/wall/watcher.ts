// Keeps one watched visit for each tile, and reads sound and link quality for all of them.
import { receivedLevel } from "../../call/levels";
import type { MediaMessage, Tile } from "../../call/protocol";
import { WatchedVisit } from "./watched_visit";
import type { WatchHost } from "./watched_visit";

const QUALITY_EVERY_MS = 2000;
const LEVELS_EVERY_MS = 250;

export class Watcher {
  private readonly visits = new Map<string, WatchedVisit>();
  private tiles: readonly Tile[] = [];
  private isStale = false;

  constructor(
    private readonly host: WatchHost,
    root: HTMLElement,
  ) {
    window.setInterval(() => void this.measure(), QUALITY_EVERY_MS);
    window.setInterval(() => this.showLevels(root), LEVELS_EVERY_MS);
    window.addEventListener("pagehide", () => this.update([]));
  }

  update(tiles: readonly Tile[]): void {
    this.tiles = tiles;
    const known = new Set(tiles.map(({ visit }) => visit));
    for (const [visit, watched] of this.visits) {
      if (known.has(visit)) continue;
      watched.close();
      this.visits.delete(visit);
    }
    for (const { visit, opened } of tiles) {
      const former = this.visits.get(visit);
      if (former && this.isStale) former.restart();
      const watched = former ?? new WatchedVisit(visit, this.host);
      this.visits.set(visit, watched);
      watched.open(opened);
    }
    this.isStale = false;
  }

  /** The server has closed the legs of a lost connection; the next screen restarts them. */
  connectionLost(): void {
    this.isStale = true;
  }

  receive(message: MediaMessage): void {
    this.visits.get(message.leg)?.receive(message);
  }

  mediaRefused(): void {
    for (const watched of this.visits.values()) watched.mediaRefused();
  }

  of(visit: string): WatchedVisit | null {
    return this.visits.get(visit) ?? null;
  }

  observe(): void {
    for (const tile of this.tiles) this.visits.get(tile.visit)?.observe(tile);
  }

  private async measure(): Promise<void> {
    await Promise.all(this.tiles.map(async (tile) => this.of(tile.visit)?.measure(tile)));
  }

  /** Updates the sound meters, more often than the wall is rendered. */
  private showLevels(root: HTMLElement): void {
    for (const meter of root.querySelectorAll<HTMLElement>("[data-sound]")) {
      const { visit = "", source = "" } = meter.dataset;
      const watched = this.of(visit);
      // Reading a level blocks the page until the browser's media thread answers, which is busy
      // until the videos are there.
      const isThere = watched?.view(source, "small")?.isSeen ?? false;
      const level = receivedLevel(isThere ? (watched?.soundOf(source) ?? null) : null);
      meter.style.setProperty("--level", level.toFixed(2));
    }
  }
}
