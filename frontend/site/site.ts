// Improvements of the visitor's pages by script. All of them work without it, so every module only
// adds to what is on the page, and takes its texts from the page.
import { announceErrors } from "./errors";
import { closeMenusThatWereLeft } from "./menus";
import { keepFromSendingTwice } from "./once";
import { letPasswordsBeShown } from "./passwords";
import { previewChosenPictures } from "./pictures";
import { offerPrinting } from "./printing";
import { loadWhenRestored } from "./restored";

announceErrors();
letPasswordsBeShown();
previewChosenPictures();
offerPrinting();
closeMenusThatWereLeft();
keepFromSendingTwice();
loadWhenRestored();

void navigator.serviceWorker?.register("/service-worker.js").catch(() => {
  // Only the offline page is missing then; on plain http there is no service worker at all.
});
