/** Where the unit to compare with is chosen. */
import { html, nothing } from "lit";
import { gallery } from "./data.js";
import { go, to } from "./route.js";
import { until } from "lit/directives/until.js";

/** A form that leads from a unit to it and another, side by side. */
export function comparison(layer, unit, technique, made) {
  const here = { network: layer.model.id, layer: layer.id, unit };
  const submit = (event) => {
    event.preventDefault();
    const { network, layer: other, unit: number } = event.target.elements;
    const there = { network: network?.value ?? here.network, layer: other.value.trim(), unit: number.value };
    go(to.compareUnits(here, there, technique, made));
  };
  const next = unit + 1 < layer.channels ? unit + 1 : Math.max(0, unit - 1);
  return html`<details class="compare">
    <summary>Compare with another unit</summary>
    <form class="bar" @submit=${submit}>
      ${until(networks(here.network), nothing)}
      <label><span>Layer</span> <input name="layer" .value=${layer.id} list="layers" required autocomplete="off"
        spellcheck="false" /></label>
      <datalist id="layers">
        ${layer.model.layers.map((one) => html`<option value=${one.id}></option>`)}
      </datalist>
      <label><span>Unit</span> <input name="unit" type="number" min="0" .value=${String(next)} required /></label>
      <button>Compare</button>
    </form>
  </details>`;
}

async function networks(present) {
  const all = (await gallery()).networks;
  return all.length < 2
    ? nothing
    : html`<label><span>Network</span> <select name="network">
        ${all.map((one) => html`<option value=${one.id} ?selected=${one.id === present}>${one.name}</option>`)}
      </select></label>`;
}
