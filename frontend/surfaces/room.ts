// A remote visit on the visitor's own device.
import type { TemplateResult } from "lit";

import type { RoomScreen } from "../call/protocol";
import { renderRefused, renderRoomCheck, renderTooEarly } from "./room/before";
import { renderEnded } from "./shared/ended";
import { markIdle } from "./shared/idle";
import { renderLive } from "./shared/live";
import { renderSuperseded } from "./shared/notices";
import { startPerson } from "./shared/person";
import type { CallContext } from "./shared/person";
import { renderWaiting } from "./shared/waiting";

function render(screen: RoomScreen, context: CallContext): TemplateResult {
  switch (screen.name) {
    case "too_early":
      return renderTooEarly(screen, context);
    case "refused":
      return renderRefused(screen, context);
    case "check":
      return renderRoomCheck(screen, context);
    case "waiting":
      return renderWaiting(screen, context);
    case "live":
      return renderLive(screen, context);
    case "ended":
      return renderEnded(screen, context);
    case "elsewhere":
      return renderSuperseded(screen, context);
  }
}

// The page names the socket of its own visit in data-socket. The press admits the visitor, so there
// is nothing to connect to before it; a trial proves the way.
startPerson<RoomScreen>({
  path: location.pathname,
  checks: ["check"],
  tries: ["too_early"],
  connectsBefore: false,
  choosesDevices: true,
  render,
});
markIdle(document.documentElement);
