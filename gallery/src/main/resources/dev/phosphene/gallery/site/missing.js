/** Something that an address or a file names and that is not there; shown by message.js. */
export class Missing extends Error {
  /**
   * @param {string} title what is missing, without a period
   * @param {string} detail what is known about it
   * @param {{text: string, href: string}[]} near what there is that comes close to it
   */
  constructor(title, detail, near = []) {
    super(title);
    this.detail = detail;
    this.near = near;
  }

  /** A name that is none of those that there are; {@code href} gives the address of one. */
  static of(kind, name, where, names, href) {
    const near = nearest(name, names, 5).map((text) => ({ text, href: href(text) }));
    const detail = names.length === 0 ? `There are no ${kind}s yet.` : "";
    return new Missing(`There is no ${kind} “${name}” in ${where}`, detail, near);
  }
}

/** The names with the smallest edit distance, the closest first; letters to be added count little. */
function nearest(name, names, most) {
  const far = (other) =>
    distance(name.toLowerCase(), other.toLowerCase()) - 0.9 * Math.max(0, other.length - name.length);
  return names
    .map((other) => ({ other, far: far(other) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, most)
    .map(({ other }) => other);
}

/** Levenshtein's distance, over the first 80 characters. */
function distance(one, other) {
  const a = one.slice(0, 80);
  const b = other.slice(0, 80);
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(swap, before[j] + 1, row[j - 1] + 1);
    }
    before = row;
  }
  return before[b.length];
}
