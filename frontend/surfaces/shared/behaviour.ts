// What makes a live surface a monitor, a station, a room or the wall.
import type { TemplateResult } from "lit";

import type { MediaMessage } from "../../call/protocol";
import type { SignOfLife } from "../../call/socket";
import type { Scene } from "./surface";

export interface Behaviour<Screen> {
  path: string;
  draw: (screen: Screen, scene: Scene) => TemplateResult;
  /** A new screen has come, before it is drawn. */
  told?: (screen: Screen) => void;
  media?: (message: MediaMessage) => void;
  /** The media server did not take what was sent. */
  mediaRefused?: () => void;
  lost?: () => void;
  /** The surface is given up: nothing may go on. */
  over?: () => void;
  drawn?: () => void;
  signOfLife?: () => SignOfLife;
}
