// A remote visit on the visitor's own device.
import type { TemplateResult } from "lit";

import type { RoomScreen } from "../call/protocol";
import { drawRefused, drawRoomCheck, drawTooEarly } from "./room/before";
import { drawEnded } from "./shared/ended";
import { markIdle } from "./shared/idle";
import { drawLive } from "./shared/live";
import { drawSuperseded } from "./shared/notices";
import { startPerson } from "./shared/person";
import type { CallScene } from "./shared/person";
import { drawWaiting } from "./shared/waiting";

function draw(screen: RoomScreen, scene: CallScene): TemplateResult {
  switch (screen.name) {
    case "too_early":
      return drawTooEarly(screen, scene);
    case "refused":
      return drawRefused(screen, scene);
    case "check":
      return drawRoomCheck(screen, scene);
    case "waiting":
      return drawWaiting(screen, scene);
    case "live":
      return drawLive(screen, scene);
    case "ended":
      return drawEnded(screen, scene);
    case "elsewhere":
      return drawSuperseded(screen, scene);
  }
}

// The page names the socket of its own visit in data-socket.
startPerson<RoomScreen>({ path: location.pathname, checks: ["check"], draw });
markIdle(document.documentElement);
