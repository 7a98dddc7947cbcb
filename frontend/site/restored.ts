/**
 * Loads a page again that the browser kept whole and shows when somebody goes back. It would be as
 * old as it looks: somebody may have signed out, or a form may have been sent.
 */
export function loadWhenRestored(): void {
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
