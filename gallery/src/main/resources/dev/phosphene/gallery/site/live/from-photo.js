/** What can be made of a photograph, as links to objectives. */
import { html } from "lit";
import { to } from "../route.js";
import { ofUnit, quoted } from "./objective-text.js";

/**
 * Dream, caricature and accentuate.
 *
 * @param {object} model
 * @param {string} photo its hash
 * @param {string} layer id of the layer chosen, or undefined for one in the middle
 * @param {{layer: string, unit: number} | undefined} unit the unit whose map is shown
 * @param {(layer: string) => void} choose
 */
export function fromPhoto({ model, photo, layer, unit, choose }) {
  const spatial = model.layers.filter((one) => one.size);
  const offered = spatial.length > 0 ? spatial : model.layers;
  const chosen = offered.find((one) => one.id === layer) ?? offered[Math.floor((2 * offered.length) / 3)];
  if (!chosen) {
    return "";
  }
  const name = quoted(chosen.name);
  const link = (objective, recipe, start, text) =>
    html`<li><a href=${to.objective(model.id, objective, { recipe, photo, ...(start ? { start: "photo" } : {}) })}>${text}</a></li>`;
  const seen = unit && model.layers.find((one) => one.id === unit.layer);
  return html`<section class="from-photo" aria-label="Made from this photograph">
    <h2>Make something of it</h2>
    <label>Layer <select name="layer" @change=${(event) => choose(event.target.value)}>
      ${offered.map((one) => html`<option value=${one.id} ?selected=${one === chosen}>${one.name}</option>`)}
    </select></label>
    <ul>
      ${link(`dream(${name})`, "deepdream", true, "Dream: strengthen everything that the layer sees")}
      ${link(`caricature(${name}, photo)`, "caricature", false, "Caricature: what the layer sees in it, exaggerated")}
      ${link(`like(${name}, photo)`, "invert", false, "Invert: what is left of it in the layer")}
      ${seen
        ? link(ofUnit(seen.name, unit.unit), "accentuate", true, `Accentuate: what excites ${ofUnit(seen.name, unit.unit)} in it`)
        : html`<li class="note">Choose a unit's map to accentuate what excites it.</li>`}
    </ul>
  </section>`;
}
