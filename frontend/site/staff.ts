// What the console's pages gain from a script: parts of a page that are renewed in place.
import htmx from "htmx.org";

import { workTheDesk } from "./desk";

// Both would need what the content security policy refuses.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;

workTheDesk();
// The empty desk is renewed in place until somebody waits.
document.addEventListener("htmx:afterSettle", workTheDesk);
