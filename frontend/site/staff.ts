// Improvements of the console's pages by script: parts of a page that are updated in place.
import htmx from "htmx.org";

import { enableIdentityShortcuts } from "./identity_shortcuts";
import { offerPrinting } from "./printing";

// Both would need what the content security policy refuses.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;

enableIdentityShortcuts();
offerPrinting();
// The page without a person is updated in place until somebody waits.
document.addEventListener("htmx:afterSettle", enableIdentityShortcuts);
