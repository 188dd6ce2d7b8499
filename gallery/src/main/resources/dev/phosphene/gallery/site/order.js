/** Which units of a layer are shown, and in which order. */

import { rendered } from "./tile.js";

/** The orders that a layer offers, by the name that an address gives them. */
export const ORDERS = { number: "Number", value: "Value, largest first", active: "Share active" };

/** How many units there are to choose from: those asked for, which may be fewer than channels. */
export const countOf = (layer, technique) =>
  technique.units < layer.channels ? technique.done : layer.channels;

/**
 * Unit numbers in the order asked for.
 *
 * @param {object} layer
 * @param {object} technique
 * @param {object} query sort, q (text in labels, or a number or range), dead ("hide" or "only")
 */
export function select(layer, technique, query) {
  const words = (query.q ?? "").trim().toLowerCase();
  const dead = new Set(technique.dead ?? []);
  const fits = matcher(words, layer.labels ?? []);
  const partial = technique.units < layer.channels;
  const units = [];
  for (let unit = 0; unit < layer.channels; unit++) {
    const wanted =
      query.dead === "hide" ? !dead.has(unit) : query.dead === "only" ? dead.has(unit) : true;
    if (wanted && fits(unit) && (!partial || rendered(technique, unit))) {
      units.push(unit);
    }
  }
  const key = keys(layer, technique, query.sort);
  return key ? units.sort((a, b) => low(key[b]) - low(key[a]) || a - b) : units;
}

function keys(layer, technique, sort) {
  switch (sort) {
    case "value":
      return technique.value;
    case "active":
      return layer.statistics?.active;
    default:
      return undefined;
  }
}

/** What has no value comes last. */
const low = (x) => x ?? -Number.MAX_VALUE;

function matcher(words, labels) {
  if (words === "") {
    return () => true;
  }
  const range = /^(\d+)\s*[-–]\s*(\d+)$/.exec(words);
  if (range) {
    const [from, end] = [Number(range[1]), Number(range[2])];
    return (unit) => unit >= from && unit <= end;
  }
  return (unit) =>
    String(unit) === words ||
    (words.length > 1 && String(unit).startsWith(words)) ||
    (labels[unit] ?? "").toLowerCase().includes(words);
}
