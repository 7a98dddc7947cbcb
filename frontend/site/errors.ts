/** Puts the keyboard and the screen reader at the list of what is wrong, where there is one. */
export function announceErrors(): void {
  document.querySelector<HTMLElement>("[data-error-summary]")?.focus();
}
