// The inmate's station in a housing area.
import type { TemplateResult } from "lit";

import type { StationScreen } from "../call/protocol";
import { renderEnded } from "./shared/ended";
import { markIdle } from "./shared/idle";
import { keepPage } from "./shared/kept_page";
import { renderLive } from "./shared/live";
import { renderClosed, renderEnrol, renderSuperseded } from "./shared/notices";
import { startPerson } from "./shared/person";
import type { CallContext } from "./shared/person";
import { renewAtNight } from "./shared/renewal";
import { renderWaiting } from "./shared/waiting";
import { renderPastVisits } from "./station/past_visits";
import { renderStationRules } from "./station/rules";
import { renderSignIn } from "./station/sign_in";

function render(screen: StationScreen, context: CallContext): TemplateResult {
  switch (screen.name) {
    case "enrol":
      return renderEnrol(screen, context);
    case "superseded":
      return renderSuperseded(screen, context);
    case "closed":
      return renderClosed(screen, context);
    case "sign_in":
      return renderSignIn(screen, context);
    case "past_visits":
      return renderPastVisits(screen, context);
    case "rules":
      return renderStationRules(screen, context);
    case "waiting":
      return renderWaiting(screen, context);
    case "live":
      return renderLive(screen, context);
    case "ended":
      return renderEnded(screen, context);
  }
}

const surface = startPerson<StationScreen>({
  path: "/ws/station/",
  checks: ["rules"],
  tries: [],
  connectsBefore: true,
  choosesDevices: false,
  isDevice: true,
  render,
});
markIdle(document.documentElement);
renewAtNight(surface, ["sign_in", "closed"]);
keepPage(surface, ["sign_in", "closed"]);
