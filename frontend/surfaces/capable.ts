// Asks whether this browser can hold a visit, before anything else runs. If so, it loads the
// surface; if not, it shows the part of the page that says what is missing and what to do.
//
// It must also run in browsers that cannot: it is no module, and its build rewrites what is newer
// than ES5 or refuses it. The part shown is HTML, in the page's language: there are no texts here.
/* eslint-disable no-var */
(function () {
  type Cause = "insecure" | "old" | "calls" | "camera" | "socket" | "video";

  var self = document.getElementById("capable") as HTMLScriptElement;
  var surface = document.getElementById("surface") as HTMLElement;
  var cannot = document.getElementById("cannot") as HTMLElement;
  var REMEMBERED = "parloir-tried-in-app";

  function whatIsMissing(): Cause | null {
    // On plain http there is no camera, whatever the browser: that is said before anything else.
    if (window.isSecureContext === false) return "insecure";
    // The second came to all browsers with the syntax that our modules are written in.
    if (!("noModule" in self) || !Array.prototype.at) return "old";
    if (!window.RTCPeerConnection) return "calls";
    if (!("connectionState" in RTCPeerConnection.prototype)) return "old";
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return "camera";
    if (!window.WebSocket) return "socket";
    if (!knowsVp8(window.RTCRtpReceiver) || !knowsVp8(window.RTCRtpSender)) return "video";
    return null;
  }

  /** A browser that cannot be asked is believed. */
  function knowsVp8(end: typeof RTCRtpReceiver | typeof RTCRtpSender | undefined): boolean {
    var known = end?.getCapabilities?.("video");
    if (!known) return true;
    return known.codecs.some(function (codec) {
      return codec.mimeType.toLowerCase() === "video/vp8";
    });
  }

  /**
   * Whether another app shows this page. Facebook and the like name themselves; Android names its
   * web view; on iOS only Safari and other browsers say "Safari", but a page on the home screen
   * does not, and can use the camera.
   */
  function isInApp(): boolean {
    var named = navigator.userAgent;
    if (/FBA[NV]|FB_IAB|Instagram|\bLine\/|MicroMessenger|Snapchat|; wv\)/.test(named)) return true;
    var isOnIos =
      /iPhone|iPad|iPod/.test(named) ||
      (/Macintosh/.test(named) && (navigator.maxTouchPoints || 0) > 1);
    var isOnHomeScreen = (navigator as { standalone?: boolean }).standalone === true;
    return isOnIos && /AppleWebKit/.test(named) && !/Safari/.test(named) && !isOnHomeScreen;
  }

  // What was chosen before, where the browser keeps it

  function wasTried(): boolean {
    try {
      return sessionStorage.getItem(REMEMBERED) !== null;
    } catch {
      return false;
    }
  }

  function rememberTrying(): void {
    try {
      sessionStorage.setItem(REMEMBERED, "1");
    } catch {
      // It is asked again after the next reload.
    }
  }

  // What is shown

  /** Shows what the page has for this cause: everything that names no cause, or this one. */
  function show(cause: Cause | "app" | "app-maybe"): void {
    var parts = cannot.querySelectorAll<HTMLElement>("[data-for]");
    for (var at = 0; at < parts.length; at += 1) {
      var part = parts[at] as HTMLElement;
      var causes = " " + part.getAttribute("data-for") + " ";
      part.hidden = causes.indexOf(" " + cause + " ") < 0;
    }
    surface.hidden = true;
    (surface.parentNode as Node).insertBefore(cannot, surface.nextSibling);
    cannot.hidden = false;
    var title = cannot.querySelector("h1") as HTMLElement;
    title.focus();
    // Its other titles are hidden, and are not read out with it.
    var shown = title.querySelector<HTMLElement>("[data-for]:not([hidden])") || title;
    document.title = (shown.textContent || "").trim();
  }

  function letAddressBeCopied(): void {
    var button = cannot.querySelector<HTMLElement>("[data-copy]");
    var copied = cannot.querySelector<HTMLElement>("[data-copied]");
    var address = cannot.querySelector<HTMLElement>("[data-address]");
    if (!button || !copied || !address) return;
    button.addEventListener("click", function () {
      var range = document.createRange();
      var selection = window.getSelection();
      range.selectNodeContents(address as HTMLElement);
      if (selection) {
        selection.removeAllRanges();
        selection.addRange(range);
      }
      // The newer way is refused in many apps. What is selected can be copied by hand.
      if (document.execCommand("copy")) (copied as HTMLElement).hidden = false;
    });
  }

  function start(): void {
    var script = document.createElement("script");
    var address = self.getAttribute("data-surface") as string;
    script.type = "module";
    script.src = address;
    // A module that this browser does not understand draws nothing, and would leave an empty page.
    window.addEventListener("error", function (event) {
      if (event.filename === script.src && !surface.firstChild) show("old");
    });
    document.body.appendChild(script);
    if (cannot.parentNode) cannot.parentNode.removeChild(cannot);
    surface.hidden = false;
  }

  var missing = whatIsMissing();
  var isAsked = self.hasAttribute("data-asks-in-apps") && isInApp();
  if (isAsked) document.documentElement.setAttribute("data-in-app", "");
  letAddressBeCopied();
  if (missing) {
    show(isAsked && missing !== "insecure" ? "app" : missing);
  } else if (isAsked && !wasTried()) {
    show("app-maybe");
    (cannot.querySelector("[data-try]") as HTMLElement).addEventListener("click", function () {
      rememberTrying();
      start();
    });
  } else {
    start();
  }
})();
