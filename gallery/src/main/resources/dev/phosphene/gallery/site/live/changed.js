/** How much the units of a layer differ between two networks, such as two checkpoints of one. */
import { LitElement, html, nothing } from "lit";
import "./small.js";
import { go, to } from "../route.js";
import { plural, value } from "../text.js";
import { changes } from "./api.js";

const MORE = 48; // units shown at first, and added by the button

/** The units of a layer that both networks have, those that changed most first. */
class PhosChanged extends LitElement {
  static properties = {
    pair: { attribute: false },
    layer: {},
    found: { state: true },
    problem: { state: true },
    most: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  willUpdate(changed) {
    if (changed.has("pair") || changed.has("layer")) {
      this.load();
    }
  }

  async load() {
    const { pair: [left, right], layer } = this;
    this.found = undefined;
    this.problem = undefined;
    this.most = MORE;
    try {
      const found = await changes({ left: left.id, right: right.id, layer });
      if (layer === this.layer) {
        this.found = found;
      }
    } catch (problem) {
      this.problem = problem;
    }
  }

  render() {
    const { found, problem, pair, layer, most } = this;
    if (problem) {
      return html`<p class="mistake" role="alert">${problem.message}</p>`;
    }
    if (!found) {
      return html`<p class="loading" role="status">Comparing …</p>`;
    }
    const units = found.units.slice(0, most);
    const nodes = pair.map((model) => model.layers.find((one) => one.id === layer));
    return html`<p class="note">${plural(found.units.length, "unit")}, those whose weights changed most first; the number below each
        pair is the cosine of its weights in both networks.</p>
      <ul class="changed">
        ${units.map(
          ({ unit, cosine }) => html`<li><a class="thumb" href=${this.hrefOf(unit)} aria-label="Unit ${unit} of both, cosine ${value(cosine)}">
            <span class="two">${pair.map(
              (model, i) => html`<phos-small .network=${model.id} .layer=${nodes[i]?.name} .unit=${unit}></phos-small>`,
            )}</span>
            <span class="caption"><span class="number">${unit}</span><span class="value">${value(cosine)}</span></span>
          </a></li>`,
        )}
      </ul>
      ${found.units.length > most
        ? html`<button type="button" @click=${() => (this.most += MORE)}>Show more</button>`
        : nothing}`;
  }

  hrefOf(unit) {
    const [one, other] = this.pair.map(({ id }) => ({ network: id, layer: this.layer, unit }));
    return to.compareUnits(one, other);
  }
}

customElements.define("phos-changed", PhosChanged);

/** A menu of the layers that both networks have, by their ids. */
export function layerMenu(pair, shared, chosen) {
  const [one, other] = pair;
  return html`<label>Layer <select name="layer" @change=${(event) => go(to.compareNetworks(one.id, other.id, { layer: event.target.value }))}>
    ${shared.map((layer) => html`<option value=${layer.id} ?selected=${layer.id === chosen}>${layer.name}</option>`)}
  </select></label>`;
}
