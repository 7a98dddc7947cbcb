// The height that a phone's keyboard leaves, for screens with a field. Some browsers cover the page
// with the keyboard instead of making it smaller.

/** Keeps `--visible-height` up to date. A page that is enlarged with two fingers is as high as
 * before. */
export function followVisibleHeight(): void {
  const visible = window.visualViewport;
  if (!visible) return;
  const follow = (): void => {
    const height = `${Math.round(visible.height * visible.scale)}px`;
    document.documentElement.style.setProperty("--visible-height", height);
  };
  visible.addEventListener("resize", follow);
  follow();
}
