/** Which layers of two networks stand side by side. */

/**
 * Rows of one layer of each; undefined where a network has none of that name. Both orders are kept
 * where they agree.
 *
 * @param {{name: string}[]} ones
 * @param {{name: string}[]} others
 * @returns {[object | undefined, object | undefined][]}
 */
export function align(ones, others) {
  const at = new Map(others.map((layer, i) => [layer.name, i]));
  const rows = [];
  let next = 0;
  const placed = new Set();
  const flush = (end) => {
    for (; next < end; next++) {
      if (!placed.has(next) && !shared(others[next])) {
        rows.push([undefined, others[next]]);
      }
    }
  };
  const names = new Set(ones.map(({ name }) => name));
  const shared = ({ name }) => names.has(name);
  for (const layer of ones) {
    const match = at.get(layer.name);
    if (match === undefined) {
      rows.push([layer, undefined]);
    } else {
      flush(match);
      placed.add(match);
      rows.push([layer, others[match]]);
    }
  }
  flush(others.length);
  return rows;
}
