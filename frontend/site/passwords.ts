/** Shows the "Show password" buttons, which need a script and are hidden without one. */
export function letPasswordsBeShown(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-shows]")) {
    const input = document.getElementById(button.dataset["shows"] ?? "");
    if (input instanceof HTMLInputElement) prepare(button, input);
  }
}

function prepare(button: HTMLButtonElement, input: HTMLInputElement): void {
  const showText = button.textContent ?? "";
  const hideText = button.dataset["hideText"] ?? showText;
  const set = (shown: boolean): void => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? hideText : showText;
  };
  button.addEventListener("click", () => set(input.type === "password"));
  // A password manager looks for a password field, and the screen should not keep it open.
  input.form?.addEventListener("submit", () => set(false));
  button.hidden = false;
}
