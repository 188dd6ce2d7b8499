/** What was measured of a unit, as a table: of one unit, or of two side by side. */
import { html, nothing } from "lit";
import { count, percent, value } from "./text.js";
import { rendered } from "./tile.js";

const STATES = {
  alive: "responds",
  dead: "dead: no image excited it",
  undecided: "undecided: it may need more steps",
};

/**
 * @param {{layer: object, unit: object, technique: object}[]} units
 * @param {string[]} heads headings of the columns; none for a single unit
 */
export function measured(units, heads = []) {
  const rows = [
    ["Final value", ({ technique, unit }) => valueOf(technique, unit)],
    ["State", ({ technique, unit }) => STATES[stateOf(technique, unit)]],
    ...["mean", "largest", "active"].map((name) => [titleOf(name, units), (one) => statistic(one, name)]),
  ]
    .map(([title, cell]) => [title, units.map(cell)])
    .filter(([, cells]) => cells.some((cell) => cell !== undefined));
  return html`<table class="facts">
    ${heads.length > 0
      ? html`<thead>
          <tr><td></td>${heads.map((head, i) => html`<th scope="col" class="key-${i}">${head}</th>`)}</tr>
        </thead>`
      : nothing}
    <tbody>
      ${rows.map(
        ([title, cells]) => html`<tr>
          <th scope="row">${title}</th>
          ${cells.map((cell) => html`<td>${cell ?? "–"}</td>`)}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function valueOf(technique, { unit, techniques }) {
  const own = techniques?.[technique.id]?.value ?? technique.value?.[unit];
  return own == null ? undefined : value(own);
}

function stateOf(technique, { unit, techniques }) {
  const own = techniques?.[technique.id]?.state;
  if (own || !rendered(technique, unit)) {
    return own;
  }
  if (technique.dead?.includes(unit)) {
    return "dead";
  }
  return technique.undecided?.includes(unit) ? "undecided" : "alive";
}

function titleOf(name, units) {
  const images = units[0].layer.statistics?.images;
  const over = images ? ` over ${count(images)} images` : "";
  return { mean: `Mean peak${over}`, largest: "Largest peak", active: "Active in" }[name];
}

function statistic({ layer, unit: { unit } }, name) {
  const x = layer.statistics?.[name]?.[unit];
  if (x == null) {
    return undefined;
  }
  return name === "active" ? `${percent(x)} of images` : value(x);
}
