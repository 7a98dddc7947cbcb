// Marks the page while nobody touches it, so that unneeded controls can fade.
const IDLE_AFTER_MS = 4000;

export function markIdle(root: HTMLElement): void {
  let timer = 0;
  const active = (): void => {
    window.clearTimeout(timer);
    root.removeAttribute("data-idle");
    timer = window.setTimeout(() => root.setAttribute("data-idle", ""), IDLE_AFTER_MS);
  };
  for (const event of ["pointermove", "pointerdown", "keydown", "focusin"]) {
    window.addEventListener(event, active, { passive: true });
  }
  active();
}
