// The differences between monitor, station, room and wall.
import type { TemplateResult } from "lit";

import type { MediaMessage } from "../../call/protocol";
import type { PingDetails } from "../../call/socket";
import type { RenderContext } from "./surface";

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
}
