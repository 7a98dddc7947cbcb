// The visitation monitor in the lobby.
import type { TemplateResult } from "lit";

import type { MonitorScreen } from "../call/protocol";
import { drawPin } from "./monitor/pin";
import { drawGreet, drawMonitorCheck, drawMonitorRules } from "./monitor/prompts";
import { drawEnded } from "./shared/ended";
import { markIdle } from "./shared/idle";
import { drawLive } from "./shared/live";
import { drawClosed, drawEnrol, drawSuperseded } from "./shared/notices";
import { startPerson } from "./shared/person";
import type { CallScene } from "./shared/person";
import { drawWaiting } from "./shared/waiting";

function draw(screen: MonitorScreen, scene: CallScene): TemplateResult {
  switch (screen.name) {
    case "enrol":
      return drawEnrol(screen, scene);
    case "superseded":
      return drawSuperseded(screen, scene);
    case "closed":
      return drawClosed(screen);
    case "pin":
      return drawPin(screen, scene);
    case "greet":
      return drawGreet(screen, scene);
    case "rules":
      return drawMonitorRules(screen, scene);
    case "check":
      return drawMonitorCheck(screen, scene);
    case "waiting":
      return drawWaiting(screen, scene);
    case "live":
      return drawLive(screen, scene);
    case "ended":
      return drawEnded(screen, scene);
  }
}

startPerson<MonitorScreen>({ path: "/ws/monitor/", checks: ["check"], draw });
markIdle(document.documentElement);
