/** The text form of objectives, as far as the page writes it; docs/objectives.md has all of it. */

const ENDS = /[\s+*()@,:"]/;

/** A layer's name, in quotation marks if it needs them. */
export function quoted(name) {
  const plain = name !== "" && !ENDS.test(name) && !/^[\d-]/.test(name) && name !== "logit";
  return plain ? name : `"${name.replaceAll('"', '""')}"`;
}

/** The objective of a unit. */
export const ofUnit = (layer, unit) => `${quoted(layer)}:${unit}`;

/** Functions that an objective may call, with what follows their names. */
const CALLS = ["align(", "blur", "caricature(", "direction(", "diversity(", "dream(", "guide(", "interpolate(", "l1", "l2", "like(", "style(", "tv", "logit:"];

/** The word that ends at a place of a text: where it begins, and its letters. */
function wordBefore(text, caret) {
  const open = (text.slice(0, caret).match(/"/g) ?? []).length % 2 === 1;
  let start = caret;
  while (start > 0 && (open ? text[start - 1] !== '"' : !ENDS.test(text[start - 1]))) {
    start--;
  }
  return { start: open ? start - 1 : start, word: text.slice(start, caret) };
}

/**
 * What may stand for the word at the caret: names of layers that contain it, then functions.
 *
 * @param {string} text
 * @param {number} caret
 * @param {string[]} layers
 * @returns {{from: number, choices: {text: string, insert: string}[]}}
 */
export function completions(text, caret, layers) {
  const { start, word } = wordBefore(text, caret);
  if (word === "" || /^[\d.]/.test(word)) {
    return { from: start, choices: [] };
  }
  const low = word.toLowerCase();
  const rank = (name) => (name.toLowerCase().startsWith(low) ? 0 : 1);
  const fits = (name) => name.toLowerCase().includes(low) && name !== word;
  const inCall = /\(\s*$/.test(text.slice(0, start));
  const named = layers
    .filter(fits)
    .sort((a, b) => rank(a) - rank(b))
    .map((name) => ({ text: name, insert: quoted(name) + (inCall ? "" : ":") }));
  const calls = CALLS.filter((call) => call.startsWith(low) && call !== word).map((call) => ({ text: call, insert: call }));
  return { from: start, choices: [...named.slice(0, 12), ...calls] };
}
