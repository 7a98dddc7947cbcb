const RESEND_AFTER_MS = 5000;

/**
 * Ignores the second press of a button whose form is already on its way. The button is not
 * disabled: a disabled button would not send its own name and value.
 */
export function keepFromSendingTwice(): void {
  const sentAt = new Map<HTMLFormElement, number>();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
    if (event.defaultPrevented) return;
    const before = sentAt.get(form);
    if (before !== undefined && event.timeStamp - before < RESEND_AFTER_MS) event.preventDefault();
    else sentAt.set(form, event.timeStamp);
  });
  // A page that comes back from the browser's memory may be sent immediately.
  window.addEventListener("pageshow", () => sentAt.clear());
}
