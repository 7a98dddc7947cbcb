/** Closes an open menu on Escape, or when something outside it is clicked or focused. */
export function closeMenusThatWereLeft(): void {
  const menus = [...document.querySelectorAll<HTMLDetailsElement>("details[data-menu]")];
  if (menus.length === 0) return;

  const closeUnlessInside = (event: Event): void => {
    for (const menu of menus) {
      if (menu.open && event.target instanceof Node && !menu.contains(event.target)) {
        menu.open = false;
      }
    }
  };
  document.addEventListener("click", closeUnlessInside);
  document.addEventListener("focusin", closeUnlessInside);
  document.addEventListener("keydown", (event) => {
    const menu = menus.find((candidate) => candidate.open);
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
