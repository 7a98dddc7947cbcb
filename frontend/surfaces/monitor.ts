// The visitation monitor in the lobby.
import type { TemplateResult } from "lit";

import type { MonitorScreen } from "../call/protocol";
import { renderPin } from "./monitor/pin";
import { renderGreet, renderMonitorCheck, renderMonitorRules } from "./monitor/prompts";
import { renderEnded } from "./shared/ended";
import { markIdle } from "./shared/idle";
import { keepPage } from "./shared/kept_page";
import { renderLive } from "./shared/live";
import { renderClosed, renderEnrol, renderSuperseded } from "./shared/notices";
import { startPerson } from "./shared/person";
import type { CallContext } from "./shared/person";
import { renewAtNight } from "./shared/renewal";
import { renderWaiting } from "./shared/waiting";

function render(screen: MonitorScreen, context: CallContext): TemplateResult {
  switch (screen.name) {
    case "enrol":
      return renderEnrol(screen, context);
    case "superseded":
      return renderSuperseded(screen, context);
    case "closed":
      return renderClosed(screen, context);
    case "pin":
      return renderPin(screen, context);
    case "greet":
      return renderGreet(screen, context);
    case "rules":
      return renderMonitorRules(screen, context);
    case "check":
      return renderMonitorCheck(screen, context);
    case "waiting":
      return renderWaiting(screen, context);
    case "live":
      return renderLive(screen, context);
    case "ended":
      return renderEnded(screen, context);
  }
}

const surface = startPerson<MonitorScreen>({
  path: "/ws/monitor/",
  checks: ["check"],
  tries: [],
  connectsBefore: true,
  choosesDevices: false,
  isDevice: true,
  render,
});
markIdle(document.documentElement);
renewAtNight(surface, ["pin", "closed"]);
keepPage(surface, ["pin", "closed"]);
