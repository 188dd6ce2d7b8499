/** One unit's tile, cut out of its sheet. */
import { html, nothing } from "lit";
import { fileOf } from "./data.js";
import { styles } from "./styles.js";

/**
 * The sheet that holds a unit, and where.
 *
 * @returns {{url: string, columns: number, column: number, row: number} | undefined}
 */
export function placeOf(layer, technique, unit) {
  const { columns = 16, rows = 16, sheets = [] } = technique ?? {};
  const sheet = sheets.find(({ first }) => unit >= first && unit < first + columns * rows);
  const url = fileOf(layer.base, sheet?.file);
  if (!url) {
    return undefined;
  }
  const index = unit - sheet.first;
  return { url, columns, column: index % columns, row: Math.floor(index / columns) };
}

/** Whether a unit has been rendered: a unit that has no value yet has a gray tile. */
export const rendered = (technique, unit) => (technique?.value?.[unit] ?? null) !== null;

/**
 * A unit's tile; it fills the width that its place gives it.
 *
 * @param {string} alt empty where a text beside it says the same
 * @param {"eager" | "lazy"} loading
 */
export function tile(layer, technique, unit, alt = "", loading = "eager") {
  const place = placeOf(layer, technique, unit);
  if (!place || !rendered(technique, unit)) {
    return html`<span class="tile missing" role=${alt ? "img" : nothing} aria-label=${alt || nothing}></span>`;
  }
  const style = { "--columns": place.columns, "--column": place.column, "--row": place.row };
  return html`<span class="tile"
    ><img src=${place.url} alt=${alt} loading=${loading} decoding="async" draggable="false"
      ${styles(style)} @error=${failed} @load=${loaded}
  /></span>`;
}

/** An image that does not load leaves a quiet field instead of the browser's broken picture. */
export function failed(event) {
  event.target.parentElement.classList.add("missing");
}

export function loaded(event) {
  event.target.parentElement.classList.remove("missing");
}
