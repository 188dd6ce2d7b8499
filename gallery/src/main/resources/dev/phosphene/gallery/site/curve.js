/** How a unit's objective rose while its image was made, as a small drawing. */
import { html, nothing, svg } from "lit";
import { count, value } from "./text.js";

const WIDTH = 320;
const HEIGHT = 96;
const PAD = 4;

/**
 * One line for each curve, all on the same scale.
 *
 * @param {{name: string, steps: number[], values: number[]}[]} curves
 * @param {number} end the last step of all, where it is still to come
 */
export function curve(curves, end = 0) {
  const drawn = curves.filter(({ values }) => values?.length > 1);
  if (drawn.length === 0) {
    return nothing;
  }
  const all = drawn.flatMap(({ values }) => values).filter((y) => y !== null);
  const low = Math.min(0, ...all);
  const high = Math.max(...all);
  const last = Math.max(end, ...drawn.map(({ steps }) => steps.at(-1)));
  const x = (step) => PAD + ((WIDTH - 2 * PAD) * step) / Math.max(1, last);
  const y = (v) => HEIGHT - PAD - ((HEIGHT - 2 * PAD) * (v - low)) / (high - low || 1);
  const text = drawn.map(spoken).join("; ");
  return html`<figure class="curve">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${text} preserveAspectRatio="none">
      <line class="axis" x1="0" x2=${WIDTH} y1=${y(0)} y2=${y(0)} vector-effect="non-scaling-stroke" />
      ${drawn.map(
        ({ steps, values }, i) =>
          svg`<polyline class="line-${i}" points=${points(steps, values, x, y)}
            vector-effect="non-scaling-stroke" />`,
      )}
    </svg>
    <figcaption>
      <span>step 0</span><span>largest ${value(high)}</span><span>step ${count(last)}</span>
    </figcaption>
  </figure>`;
}

function points(steps, values, x, y) {
  return steps
    .map((step, i) => (values[i] === null ? "" : `${x(step).toFixed(1)},${y(values[i]).toFixed(1)}`))
    .join(" ");
}

function spoken({ name, steps, values }) {
  const from = value(values[0]);
  return `${name}: from ${from} to ${value(values.at(-1))} over ${count(steps.at(-1))} steps`;
}
