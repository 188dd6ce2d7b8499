/** Where an objective is typed: layer names are completed, and a mistake is pointed at. */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { checkObjective } from "./api.js";
import { completions } from "./objective-text.js";
import { Watching } from "./watching.js";

const PAUSE = 250; // milliseconds without a key until the text is checked

/** A combobox with a list (ARIA Authoring Practices Guide). Sends {@code objective} with a text that is right. */
class PhosObjective extends Watching {
  static properties = {
    /** Its problem may be a mistake in the text of the address. */
    ...Watching.properties,
    network: {},
    /** Names of the network's layers. */
    layers: { attribute: false },
    /** The text in the address. */
    text: {},
    /** What belongs to the objective's meaning beside its text: settings and a photograph. */
    around: { attribute: false },
    typed: { state: true },
    list: { state: true },
    chosen: { state: true },
    mistake: { state: true },
  };

  constructor() {
    super();
    this.list = { from: 0, choices: [] };
    this.chosen = -1;
  }

  willUpdate(changed) {
    super.willUpdate(changed);
    if (changed.has("text")) {
      this.typed = this.text;
      this.mistake = undefined;
    }
  }

  render() {
    const { choices } = this.list;
    const open = choices.length > 0;
    const { problem } = this.rendering;
    const mistake = this.mistake ?? (problem?.text !== undefined && this.typed === this.text ? problem : undefined);
    return html`<form class="objective" @submit=${this.submit}>
      <label for="objective-text">Objective</label>
      <div class="field">
        <input id="objective-text" name="objective" role="combobox" aria-autocomplete="list" aria-expanded=${open}
          aria-controls="objective-list" aria-activedescendant=${open && this.chosen >= 0 ? `choice-${this.chosen}` : nothing}
          aria-invalid=${mistake ? "true" : "false"} aria-describedby="objective-mistake" autocomplete="off"
          autocapitalize="off" spellcheck="false" .value=${live(this.typed ?? "")} @input=${this.onInput}
          @keydown=${this.onKey} @blur=${() => this.close()} />
        <ul id="objective-list" role="listbox" aria-label="Layers and functions" ?hidden=${!open}>
          ${choices.map(
            (one, i) => html`<li id="choice-${i}" role="option" aria-selected=${i === this.chosen}
              @mousedown=${(event) => this.pick(i, event)}>${one.text}</li>`,
          )}
        </ul>
        <button>Render</button>
      </div>
      <div id="objective-mistake" role="alert">${mistake ? pointed(mistake) : nothing}</div>
    </form>`;
  }

  onInput(event) {
    this.typed = event.target.value;
    this.mistake = undefined;
    this.list = completions(this.typed, event.target.selectionStart, this.layers);
    this.chosen = -1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), PAUSE);
  }

  onKey(event) {
    const { length } = this.list.choices;
    if (length === 0) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.chosen = (Math.max(this.chosen, step > 0 ? -1 : 0) + step + length) % length;
      this.updateComplete.then(() => this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }));
    } else if ((event.key === "Enter" || event.key === "Tab") && this.chosen >= 0) {
      this.pick(this.chosen, event);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    }
  }

  close() {
    this.list = { from: 0, choices: [] };
  }

  /** Puts a choice in the place of the word that was begun. */
  async pick(i, event) {
    event.preventDefault();
    const input = this.querySelector("input");
    const { from, choices } = this.list;
    const start = this.typed.slice(0, from) + choices[i].insert;
    const rest = this.typed.slice(input.selectionStart).replace(/^":?/, "");
    this.typed = start + rest;
    this.close();
    await this.updateComplete;
    input.setSelectionRange(start.length, start.length);
    this.check();
  }

  /** Whether the text is right; a mistake is shown as soon as typing pauses. */
  async check() {
    clearTimeout(this.timer);
    const text = this.typed.trim();
    if (text === "") {
      this.mistake = { message: "Write an objective, such as a layer's name, a colon, and a channel." };
      return false;
    }
    try {
      await checkObjective({ network: this.network, objective: text, ...this.around });
      return text === this.typed.trim();
    } catch (problem) {
      if (text === this.typed.trim()) {
        this.mistake = problem;
      }
      return false;
    }
  }

  async submit(event) {
    event.preventDefault();
    this.close();
    if (await this.check()) {
      this.dispatchEvent(new CustomEvent("objective", { detail: this.typed.trim() }));
    } else {
      this.querySelector("input").focus();
    }
  }
}

/** The text with a caret under the mistake, and what the parser says. */
function pointed({ message, text, at, nearest = [] }) {
  return html`${typeof at === "number" && text
      ? html`<pre class="caret" aria-hidden="true">${text}
${" ".repeat(at)}^</pre>`
      : nothing}
    <p class="mistake">${message}</p>
    ${nearest.length > 0 ? html`<p class="note">Close to it: ${nearest.join(", ")}</p>` : nothing}`;
}

customElements.define("phos-objective", PhosObjective);
