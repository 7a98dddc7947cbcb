// The inmate's station in a housing area.
import type { TemplateResult } from "lit";

import type { StationScreen } from "../call/protocol";
import { drawEnded } from "./shared/ended";
import { markIdle } from "./shared/idle";
import { drawLive } from "./shared/live";
import { drawClosed, drawEnrol, drawSuperseded } from "./shared/notices";
import { startPerson } from "./shared/person";
import type { CallScene } from "./shared/person";
import { drawWaiting } from "./shared/waiting";
import { drawStationRules } from "./station/rules";
import { drawSignIn } from "./station/sign_in";

function draw(screen: StationScreen, scene: CallScene): TemplateResult {
  switch (screen.name) {
    case "enrol":
      return drawEnrol(screen, scene);
    case "superseded":
      return drawSuperseded(screen, scene);
    case "closed":
      return drawClosed(screen);
    case "sign_in":
      return drawSignIn(screen, scene);
    case "rules":
      return drawStationRules(screen, scene);
    case "waiting":
      return drawWaiting(screen, scene);
    case "live":
      return drawLive(screen, scene);
    case "ended":
      return drawEnded(screen, scene);
  }
}

startPerson<StationScreen>({ path: "/ws/station/", checks: ["rules"], draw });
markIdle(document.documentElement);
