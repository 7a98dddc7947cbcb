// The differences between monitor, station, room and wall.
import type { TemplateResult } from "lit";

import type { MediaMessage, UiStringKey } from "../../call/protocol";
import type { PingDetails } from "../../call/socket";
import type { RenderContext } from "./surface";

export interface AwaySpec<Screen> {
  /** `screen` is the one before; null if there was none since the page was loaded. */
  render: (screen: Screen | null, context: RenderContext) => TemplateResult;
  /** Says whether what `screen` shows goes on without the server. Then it is not covered. */
  goesOn: (screen: Screen) => boolean;
  /** Whether `screen` must stay in the page while it is covered, so that it can go on. */
  mayGoOn: (screen: Screen) => boolean;
  /** What to say over a screen that goes on. */
  sentence: UiStringKey;
  /** The server is away from now on. */
  began: (screen: Screen | null) => unknown;
}

export interface SurfaceSpec<Screen> {
  path: string;
  render: (screen: Screen, context: RenderContext) => TemplateResult;
  /** A new screen has come, and is not rendered yet. */
  onScreen?: (screen: Screen) => void;
  onMedia?: (message: MediaMessage) => void;
  /** The media server did not accept what was sent. */
  onMediaRefused?: () => void;
  onConnectionLost?: () => void;
  /** The surface is given up: everything must stop. */
  onGivenUp?: () => void;
  onRendered?: () => void;
  pingDetails?: () => PingDetails;
  /** What a device shows while the server is away; without it, the last screen stays. */
  away?: AwaySpec<Screen>;
}
