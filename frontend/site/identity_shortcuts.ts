// Keys of the registrar's page: A approves the focused piece, R opens its reasons, a number chooses
// one, N goes to the next person. A click on a picture shows it large.

export function enableIdentityShortcuts(): void {
  const page = document.querySelector<HTMLElement>("[data-identity-shortcuts]");
  if (!page) return;
  firstWaiting(page)?.focus({ preventScroll: true });
  document.addEventListener("keydown", (event) => typed(event, page));
  showLarge(page);
}

function firstWaiting(page: HTMLElement): HTMLElement | null {
  return page.querySelector<HTMLElement>("[data-piece][tabindex]");
}

/** Returns the piece that has the focus, else the first that waits. */
function inHand(page: HTMLElement): HTMLElement | null {
  const focused = document.activeElement?.closest<HTMLElement>("[data-piece][tabindex]");
  return focused ?? firstWaiting(page);
}

function typed(event: KeyboardEvent, page: HTMLElement): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const piece = inHand(page);
  const key = event.key.toLowerCase();
  if (key === "a") piece?.querySelector<HTMLButtonElement>("[data-approve]")?.click();
  else if (key === "r") openReasons(piece);
  else if (key === "n") document.querySelector<HTMLAnchorElement>("[data-key='n']")?.click();
  else if (/^[1-9]$/.test(key)) chooseReason(piece, Number(key));
  else return;
  event.preventDefault();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type !== "radio";
}

function openReasons(piece: HTMLElement | null): void {
  const reasons = piece?.querySelector<HTMLDetailsElement>("[data-refuse]");
  if (!reasons) return;
  reasons.open = true;
  reasons.querySelector<HTMLInputElement>("input[type=radio]")?.focus();
}

function chooseReason(piece: HTMLElement | null, number: number): void {
  const reasons = piece?.querySelector<HTMLDetailsElement>("[data-refuse][open]");
  const choice = reasons?.querySelectorAll<HTMLInputElement>("input[type=radio]")[number - 1];
  if (!reasons || !choice) return;
  choice.checked = true;
  reasons.querySelector<HTMLButtonElement>("button")?.focus();
}

function showLarge(page: HTMLElement): void {
  const box = document.querySelector<HTMLDialogElement>("[data-zoom-box]");
  if (!box) return;
  const large = document.createElement("img");
  page.addEventListener("click", (event) => {
    const picture = (event.target as Element).closest<HTMLAnchorElement>("[data-zoom]");
    if (!picture) return;
    event.preventDefault();
    large.src = picture.href;
    large.alt = picture.querySelector("img")?.alt ?? "";
    if (!large.isConnected) box.append(large);
    box.showModal();
  });
}
