/** Where a key leads in a grid. */

/**
 * The index that a key leads to, or undefined for another key.
 *
 * @param {KeyboardEvent} event
 * @param {number} at the present index
 * @param {number} count how many cells there are
 * @param {number} columns
 * @param {number} page rows that PageUp and PageDown pass
 */
export function step(event, at, count, columns, page) {
  if (event.altKey || event.metaKey || (event.ctrlKey && !/^(Home|End)$/.test(event.key))) {
    return undefined;
  }
  const start = at - (at % columns);
  const last = count - 1;
  switch (event.key) {
    case "ArrowLeft":
      return Math.max(0, at - 1);
    case "ArrowRight":
      return Math.min(last, at + 1);
    case "ArrowUp":
      return at < columns ? at : at - columns;
    case "ArrowDown":
      return down(at, 1);
    case "PageUp":
      return Math.max(at % columns, at - page * columns);
    case "PageDown":
      return down(at, page);
    case "Home":
      return event.ctrlKey ? 0 : start;
    case "End":
      return event.ctrlKey ? last : Math.min(last, start + columns - 1);
    default:
      return undefined;
  }

  /** Some rows down; into the last row's last cell where the column ends earlier. */
  function down(from, rows) {
    const lastRow = Math.floor(last / columns);
    const row = Math.min(lastRow, Math.floor(from / columns) + rows);
    return Math.min(last, row * columns + (from % columns));
  }
}
