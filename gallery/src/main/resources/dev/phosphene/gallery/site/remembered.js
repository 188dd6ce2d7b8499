/** What the site remembers while it is open, and the size of tiles also after that. */

let last;
const lastQueries = new Map();

const keyOf = (network, layer) => `${network}/${layer}`;

/** The unit from which one may go back to its layer; the grid then starts there. */
export const lastUnit = {
  set(network, layer, unit) {
    last = { key: keyOf(network, layer), unit };
  },
  of: (network, layer) => (last?.key === keyOf(network, layer) ? last.unit : undefined),
  forget() {
    last = undefined;
  },
};

/** The order and filters of a layer when it was last seen. */
export const lastQuery = {
  set: (network, layer, query) => lastQueries.set(keyOf(network, layer), query),
  of: (network, layer) => lastQueries.get(keyOf(network, layer)) ?? {},
};

/** The width of tiles in pixels; a page in a sandbox has no storage and starts anew. */
export const tileSize = {
  of() {
    try {
      const size = Number(localStorage.getItem("phosphene.tile"));
      return size >= 48 && size <= 256 ? size : undefined;
    } catch {
      return undefined;
    }
  },
  set(size) {
    try {
      localStorage.setItem("phosphene.tile", String(size));
    } catch {
      // not kept
    }
  },
};
