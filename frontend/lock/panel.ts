// What hides a locked page, and the question before it. Nothing of the page below is lost: it stays
// where it is, where nobody sees it or reaches it. Both are in a template of the page, with all
// their texts, and are not part of the page before they are shown.

interface Handlers {
  /** The right password was typed here. */
  unlocked: () => void;
  /** Somebody has said that they are there. */
  stay: () => void;
}

/** What the page says about its lock. */
export function lockData(): DOMStringMap {
  return document.getElementById("screen-lock")?.dataset ?? {};
}

export class LockPanel {
  private readonly panel: HTMLElement | null;
  private readonly question: HTMLElement | null;
  private readonly form: HTMLFormElement | null;
  private readonly title = document.title;
  private focused: Element | null = null;
  private isSending = false;

  constructor(private readonly handlers: Handlers) {
    const template = document.getElementById("screen-lock");
    const parts =
      template instanceof HTMLTemplateElement ? document.importNode(template.content, true) : null;
    this.panel = parts?.querySelector<HTMLElement>(".p-lock") ?? null;
    this.question = parts?.querySelector<HTMLElement>(".p-still-there") ?? null;
    this.form = this.panel?.querySelector<HTMLFormElement>("[data-unlock]") ?? null;
    this.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    this.question?.querySelector("button")?.addEventListener("click", () => handlers.stay());
  }

  // Actions

  get isShown(): boolean {
    return this.panel?.isConnected ?? false;
  }

  get isAsking(): boolean {
    return this.question?.isConnected ?? false;
  }

  ask(isAsking: boolean): void {
    if (!this.question || this.isAsking === (isAsking && !this.isShown)) return;
    if (this.isAsking) this.question.remove();
    else document.body.append(this.question);
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
    this.focused = document.activeElement;
    document.body.append(this.panel);
    this.ask(false);
    if (isBeside) return;
    document.title = this.panel.querySelector("h2")?.textContent?.trim() ?? "";
    this.field("password")?.focus();
  }

  unlock(): void {
    if (!this.isShown || !this.panel) return;
    this.form?.reset();
    this.say("");
    this.panel.remove();
    document.body.classList.remove("is-locked", "is-locked-beside");
    document.title = this.title;
    if (this.focused instanceof HTMLElement) this.focused.focus({ preventScroll: true });
  }

  // Private

  private field(name: string): HTMLInputElement | null {
    return this.form?.querySelector<HTMLInputElement>(`[name="${CSS.escape(name)}"]`) ?? null;
  }

  private async send(): Promise<void> {
    const { form } = this;
    if (!form || this.isSending) return;
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
      this.say(lockData()["offline"] ?? "");
    } finally {
      this.isSending = false;
    }
  }

  private async answered(answer: Response): Promise<void> {
    if (answer.ok && !answer.redirected) {
      this.unlock();
      this.handlers.unlocked();
    } else if (answer.status === 422) {
      const { field, message } = (await answer.json()) as { field: string; message: string };
      this.say(message);
      this.field(field)?.select();
    } else {
      location.reload(); // the sign-in is over: the server says what to do
    }
  }

  private say(sentence: string): void {
    const said = this.panel?.querySelector<HTMLElement>("[data-said]");
    if (said) said.textContent = sentence;
  }
}
