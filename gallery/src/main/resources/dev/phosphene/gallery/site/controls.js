/** What stands above a layer's grid: search, order, filter, technique, size. */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { ORDERS, countOf } from "./order.js";
import { count, plural } from "./text.js";

/**
 * @param {object} the present choice, and what to call when it changes: `change` with settings of
 *     the address, `resize` with a tile's width
 */
export function controls({ layer, technique, query, size, shown, change, resize }) {
  const has = { number: true, value: technique.done !== 0, active: layer.statistics?.active };
  const orders = Object.entries(ORDERS).filter(([id]) => has[id]);
  const all = countOf(layer, technique);
  return html`<form class="controls" role="search" aria-label="Units" @submit=${(event) => event.preventDefault()}>
    ${layer.offered.length > 1
      ? html`<fieldset class="choice">
          <legend>Technique</legend>
          ${layer.offered.map(
            (one) => html`<label
              ><input type="radio" name="technique" .checked=${live(one.id === technique.id)}
                @change=${() => change({ t: one.id })} /><span>${one.title}</span></label
            >`,
          )}
        </fieldset>`
      : nothing}
    <label class="search"
      ><span>${layer.labels ? "Label or number" : "Number"}</span
      ><input type="search" name="q" .value=${query.q ?? ""} autocomplete="off" spellcheck="false"
        placeholder=${layer.labels ? "dog, 12, 30-40" : "12, 30-40"} @input=${delayed((q) => change({ q }))}
    /></label>
    <label
      ><span>Order</span
      ><select name="sort" @change=${(event) => change({ sort: event.target.value })}>
        ${orders.map(
          ([id, text]) => html`<option value=${id === "number" ? "" : id} ?selected=${(query.sort ?? "") === (id === "number" ? "" : id)}>${text}</option>`,
        )}
      </select></label
    >
    ${technique.dead?.length > 0
      ? html`<label
          ><span>Dead units</span
          ><select name="dead" @change=${(event) => change({ dead: event.target.value })}>
            <option value="" ?selected=${!query.dead}>Show all ${count(technique.dead.length)}</option>
            <option value="hide" ?selected=${query.dead === "hide"}>Hide</option>
            <option value="only" ?selected=${query.dead === "only"}>Only these</option>
          </select></label
        >`
      : nothing}
    <label class="size"
      ><span>Size</span
      ><input type="range" name="size" min="48" max="256" step="8" .value=${live(String(size))}
        @input=${(event) => resize(Number(event.target.value))}
    /></label>
    <output>${shown === all ? plural(all, "unit") : `${count(shown)} of ${plural(all, "unit")}`}</output>
  </form>`;
}

let waiting;

/** Calls back once typing pauses. */
function delayed(call) {
  return (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => call(event.target.value), 150);
  };
}
