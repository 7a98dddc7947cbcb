// What the console's pages gain from a script: parts of a page that are renewed in place.
import htmx from "htmx.org";

import { enableIdentityShortcuts } from "./identity_shortcuts";

// Both would need what the content security policy refuses.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;

enableIdentityShortcuts();
// The page without a person is renewed in place until somebody waits.
document.addEventListener("htmx:afterSettle", enableIdentityShortcuts);
