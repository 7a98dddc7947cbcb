/** Moves the focus to the list of errors, if there is one. */
export function announceErrors(): void {
  document.querySelector<HTMLElement>("[data-error-summary]")?.focus();
}
