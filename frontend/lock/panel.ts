// What hides a locked page, and the question before it. Nothing of the page below is lost: it stays
// where it is, where nobody sees it or reaches it. All texts are in the page.

interface Handlers {
  /** The right password was typed here. */
  unlocked: () => void;
  /** Somebody has said that they are there. */
  stay: () => void;
}

export class LockPanel {
  private readonly panel = document.getElementById("screen-lock");
  private readonly question = document.getElementById("still-there");
  private readonly form = this.panel?.querySelector<HTMLFormElement>("[data-unlock]") ?? null;
  private readonly title = document.title;
  private focused: Element | null = null;
  private isSending = false;

  constructor(private readonly handlers: Handlers) {
    this.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    this.question?.querySelector("button")?.addEventListener("click", () => handlers.stay());
  }

  // Actions

  get isShown(): boolean {
    return this.panel !== null && !this.panel.hidden;
  }

  get isAsking(): boolean {
    return this.question !== null && !this.question.hidden;
  }

  ask(isAsking: boolean): void {
    if (this.question) this.question.hidden = !isAsking || this.isShown;
  }

  /** Locks the page. `isBeside` leaves what is live in sight; `isOld` says that the last sign-in is
   * long ago. */
  lock({ isOld, isBeside = false }: { isOld: boolean; isBeside?: boolean }): void {
    if (!this.panel) return;
    document.body.classList.toggle("is-locked", !isBeside);
    document.body.classList.toggle("is-locked-beside", isBeside);
    for (const sentence of this.panel.querySelectorAll<HTMLElement>("[data-reason]"))
      sentence.hidden = (sentence.dataset["reason"] === "age") !== isOld;
    if (this.isShown) return;
    this.panel.hidden = false;
    this.ask(false);
    this.focused = document.activeElement;
    if (!isBeside) document.title = this.heading;
    (isBeside ? null : this.password)?.focus();
  }

  unlock(): void {
    if (!this.isShown || !this.panel) return;
    this.panel.hidden = true;
    document.body.classList.remove("is-locked", "is-locked-beside");
    document.title = this.title;
    if (this.password) this.password.value = "";
    this.say("");
    if (this.focused instanceof HTMLElement) this.focused.focus({ preventScroll: true });
  }

  // Private

  private get heading(): string {
    return this.panel?.querySelector("h2")?.textContent?.trim() ?? "";
  }

  private get password(): HTMLInputElement | null {
    return this.form?.querySelector<HTMLInputElement>("[type=password]") ?? null;
  }

  private async send(): Promise<void> {
    const { form, panel } = this;
    if (!form || !panel || this.isSending) return;
    this.isSending = true;
    this.say("");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
      });
      await this.answered(answer);
    } catch {
      this.say(panel.dataset["offline"] ?? "");
    } finally {
      this.isSending = false;
    }
  }

  private async answered(answer: Response): Promise<void> {
    if (answer.ok && !answer.redirected) {
      this.unlock();
      this.handlers.unlocked();
    } else if (answer.status === 422) {
      const { message } = (await answer.json()) as { message: string };
      this.say(message);
      this.password?.select();
    } else {
      location.reload(); // the sign-in is over: the server says what to do
    }
  }

  private say(sentence: string): void {
    const said = this.panel?.querySelector<HTMLElement>("[data-said]");
    if (said) said.textContent = sentence;
  }
}
