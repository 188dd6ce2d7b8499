/** The form of a recipe and its settings, drawn from what the server says that there are. */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { recipes } from "./api.js";
import { Watching } from "./watching.js";

/** What most people change; the rest is behind "All settings". */
const FIRST = ["size", "steps"];

/** Sends {@code made} with the settings of the address whenever one changes. */
class PhosSettings extends Watching {
  static properties = {
    /** Its problem marks the field that the server did not like. */
    ...Watching.properties,
    /** What the address says: recipe, seed, settings, photograph. */
    made: { attribute: false },
    known: { state: true },
    opened: { state: true },
  };

  connectedCallback() {
    super.connectedCallback();
    recipes().then(
      (known) => (this.known = known),
      () => (this.known = undefined), // what needs them says so itself
    );
  }

  render() {
    if (!this.known) {
      return nothing;
    }
    const { recipes: all, settings } = this.known;
    const name = this.made.recipe ?? this.known.default;
    const recipe = all.find((one) => one.name === name) ?? all[0];
    const wrong = /--([a-z0-9-]+)/.exec(this.rendering.problem?.message ?? "")?.[1];
    const field = (setting) => this.field(setting, recipe, setting.name === wrong);
    const rest = settings.filter(({ name: one }) => !FIRST.includes(one));
    const changed = rest.filter(({ name: one }) => this.made[one] !== undefined).length;
    return html`<form class="settings-form" aria-label="How it is made" @submit=${(event) => event.preventDefault()}>
      <div class="bar">
        <label><span>Recipe</span> <select name="recipe" @change=${(event) => this.change("recipe", event.target.value)}>
          ${all.map((one) => html`<option value=${one.name} ?selected=${one.name === name}>${one.name}</option>`)}
        </select></label>
        ${settings.filter(({ name: one }) => FIRST.includes(one)).map(field)}
        <label><span>Seed</span> <input name="seed" inputmode="numeric" pattern="-?[0-9]{1,18}" .value=${live(this.made.seed ?? "0")}
          aria-invalid=${wrong === "seed" ? "true" : "false"} @change=${(event) => this.change("seed", event.target.value)} /></label>
        <button type="button" @click=${() => this.change("seed", String(Number(this.made.seed ?? 0) + 1))}>Next seed</button>
      </div>
      ${recipe.about ? html`<p class="note">${recipe.about}</p>` : nothing}
      <details ?open=${this.opened ?? changed > 0} @toggle=${(event) => (this.opened = event.target.open)}>
        <summary>All settings${changed > 0 ? html` <span class="note">${changed} changed</span>` : nothing}</summary>
        <div class="all-settings">${rest.map(field)}</div>
        <button type="button" class="plain" @click=${() => this.reset()}>Back to the recipe's own</button>
      </details>
    </form>`;
  }

  /** A field is empty as long as the recipe decides. */
  field({ name, meaning, choices }, recipe, wrong) {
    const own = recipe.settings?.[name] ?? "";
    const value = this.made[name];
    const usual = name === "size" ? "auto" : own;
    const change = (event) => this.change(name, event.target.value.trim());
    return html`<label title=${meaning ?? nothing}><span>${titleOf(name)}</span>
      ${choices?.length > 0
        ? html`<select name=${name} aria-invalid=${wrong ? "true" : "false"} @change=${change}>
            <option value="" ?selected=${value === undefined}>${own}</option>
            ${choices
              .filter((one) => one !== own)
              .map((one) => html`<option value=${one} ?selected=${one === value}>${one}</option>`)}
          </select>`
        : html`<input name=${name} .value=${live(value ?? "")} placeholder=${usual} autocomplete="off" spellcheck="false"
            aria-invalid=${wrong ? "true" : "false"} @change=${change} />`}</label>`;
  }

  change(name, value) {
    const usual = (name === "seed" && value === "0") || (name === "recipe" && value === this.known.default);
    const made = { ...this.made, [name]: value === "" || usual ? undefined : value };
    this.dispatchEvent(new CustomEvent("made", { detail: defined(made) }));
  }

  reset() {
    const { recipe, seed, start, photo } = this.made;
    this.dispatchEvent(new CustomEvent("made", { detail: defined({ recipe, seed, start, photo }) }));
  }
}

const titleOf = (name) => name[0].toUpperCase() + name.slice(1).replaceAll("-", " ");

const defined = (made) => Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined));

customElements.define("phos-settings", PhosSettings);
