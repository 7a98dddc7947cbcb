// What makes a live surface a monitor, a station, a room or the wall.
import type { TemplateResult } from "lit";

import type { MediaMessage } from "../../call/protocol";
import type { PingDetails } from "../../call/socket";
import type { RenderContext } from "./surface";

export interface SurfaceSpec<Screen> {
  path: string;
  render: (screen: Screen, context: RenderContext) => TemplateResult;
  /** A new screen has come, before it is drawn. */
  onScreen?: (screen: Screen) => void;
  onMedia?: (message: MediaMessage) => void;
  /** The media server did not take what was sent. */
  onMediaRefused?: () => void;
  onConnectionLost?: () => void;
  /** The surface is given up: nothing may go on. */
  onGivenUp?: () => void;
  onRendered?: () => void;
  pingDetails?: () => PingDetails;
}
