// What is received of the others: a view of each one's picture, and the voice of an officer.
import { markMoment } from "./moments";
import type { RemoteStreams, StreamSource } from "./receiver";
import { VideoView } from "./video_view";
import { Voice } from "./voice";

const VOICE = "voice";

export interface OthersEvents {
  /** The first frame of somebody is there. */
  seen: () => void;
}

export class Others {
  readonly views = new Map<StreamSource, VideoView>();
  private readonly voice = new Voice();
  private speaker = "";

  constructor(private readonly events: OthersEvents) {}

  show(received: RemoteStreams): void {
    this.voice.play(received.get(VOICE) ?? null);
    const streams = new Map([...received].filter(([source]) => source !== VOICE));
    for (const [source, view] of this.views) {
      if (streams.has(source)) continue;
      view.freeze();
      // If there are several, one that left makes room; the only one stays visible while away.
      if (streams.size > 0) this.views.delete(source);
    }
    for (const [source, stream] of streams) {
      const view = this.views.get(source) ?? this.newView();
      this.views.set(source, view);
      view.show(stream);
    }
  }

  /** Removes every frame of the others. */
  clear(): void {
    for (const view of this.views.values()) view.clear();
    this.views.clear();
  }

  close(): void {
    this.voice.play(null);
    this.clear();
  }

  allowSound(): void {
    for (const view of this.views.values()) view.allowSound();
    this.voice.allowSound();
  }

  /** Plays all sound at this speaker. */
  playAt(speaker: string): void {
    this.speaker = speaker;
    for (const view of this.views.values()) view.playAt(speaker);
    this.voice.playAt(speaker);
  }

  get soundHeldBack(): boolean {
    return [...this.views.values()].some((view) => view.soundHeldBack);
  }

  private newView(): VideoView {
    const view = new VideoView({
      ...(this.views.size === 0 ? { testId: "remote-video" } : {}),
      firstFrame: () => {
        markMoment("first-remote-frame");
        this.events.seen();
      },
    });
    view.playAt(this.speaker);
    return view;
  }
}
