/**
 * Addresses of the site: from the part behind # to what it asks for, and back. An address of a unit
 * never changes; docs/gallery.md lists them.
 */

/** Embedded pages link to embedded pages; set by {@link parse}. */
let embedded = false;

/** What an address may say about a view, behind its path. */
const SETTINGS = ["t", "sort", "q", "dead", "o", "layer", "label", "at", "map", "embed"];

/** Everything else behind the path makes an image: the recipe, its settings, seed and photograph. */
const MADE = /^[a-z][a-z0-9-]{0,40}$/;

/**
 * What an address asks for.
 *
 * @param {string} hash such as "#/inception_v3/mixed4/55?t=feature"
 * @returns {object} view, the names in the path, path, and query (settings by name)
 */
export function parse(hash) {
  const text = hash.replace(/^#?\/?/, "");
  const end = text.search(/[?&]/);
  const path = end < 0 ? text : text.slice(0, end);
  const query = {};
  const made = {};
  for (const [name, value] of new URLSearchParams(end < 0 ? "" : text.slice(end + 1))) {
    if (SETTINGS.includes(name)) {
      query[name] = value;
    } else if (MADE.test(name) && value !== "") {
      made[name] = value;
    }
  }
  embedded = query.embed === "1";
  const parts = path.split("/").filter((part) => part !== "").map(decoded);
  const where = overNetwork(asked(parts), query, made);
  return { ...where, path: parts.join("/"), query, made, embed: embedded };
}

/** A network's address with an objective or a photograph asks for these. */
function overNetwork(where, query, made) {
  if (where.view !== "network") {
    return where;
  }
  if (query.o !== undefined) {
    return { ...where, view: "objective" };
  }
  return made.photo === undefined ? where : { ...where, view: "photo" };
}

function asked(parts) {
  const [first, second, third] = parts;
  if (first === "compare") {
    const [, ...pair] = parts;
    if (pair.length === 3 && pair[1] === "with") {
      return { view: "compare-networks", networks: [pair[0], pair[2]] };
    }
    if (pair.length === 7 && pair[3] === "with") {
      return { view: "compare-units", units: [unitOf(pair.slice(0, 3)), unitOf(pair.slice(4))] };
    }
    return { view: "unknown" };
  }
  switch (parts.length) {
    case 0:
      return { view: "networks" };
    case 1:
      return { view: "network", network: first };
    case 2:
      return { view: "layer", network: first, layer: second };
    case 3:
      return { view: "unit", ...unitOf([first, second, third]) };
    default:
      return { view: "unknown" };
  }
}

/** NaN is the number of a unit that is no number; the data has no such unit and says so. */
function unitOf([network, layer, unit]) {
  return { network, layer, unit: /^\d{1,9}$/.test(unit) ? Number(unit) : NaN, text: unit };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function address(parts, query = {}, made = {}) {
  const settings = new URLSearchParams();
  for (const name of SETTINGS) {
    const value = name === "embed" ? (embedded ? "1" : undefined) : query[name];
    if (value !== undefined && value !== "") {
      settings.set(name, value);
    }
  }
  for (const [name, value] of Object.entries(made)) {
    if (value !== undefined && value !== "") {
      settings.set(name, value);
    }
  }
  const path = parts.map((part) => encodeURIComponent(part)).join("/");
  return `#/${path}${settings.size > 0 ? `?${settings}` : ""}`;
}

/** Addresses of the views, as links need them. */
export const to = {
  networks: () => address([]),
  network: (network) => address([network]),
  layer: (network, layer, query) => address([network, layer], query),
  unit: (network, layer, unit, t, made) => address([network, layer, unit], { t }, made),
  objective: (network, o, made) => address([network], { o }, made),
  photo: (network, photo, query) => address([network], query, { photo }),
  compareNetworks: (one, other, query, made) => address(["compare", one, "with", other], query, made),
  compareUnits: (one, other, t, made) =>
    address(
      ["compare", one.network, one.layer, one.unit, "with", other.network, other.layer, other.unit],
      { t },
      made,
    ),
};

/** The way from the networks to what an address asks for, by the names in the address. */
export function trail({ view, network, layer, text }) {
  const way = [{ text: "Networks", href: to.networks() }];
  if (network !== undefined) {
    way.push({ text: network, href: to.network(network) });
  }
  if (layer !== undefined) {
    way.push({ text: layer, href: to.layer(network, layer) });
  }
  if (text !== undefined) {
    way.push({ text, href: to.unit(network, layer, text) });
  }
  return view === "unknown" || view.startsWith("compare") ? [...way, { text: "…", href: "" }] : way;
}

/**
 * Goes to an address.
 *
 * @param {string} hash
 * @param {boolean} replace whether the browser's Back skips the present address
 */
export function go(hash, replace = false) {
  if (!replace) {
    location.hash = hash;
  } else if (hash !== location.hash) {
    history.replaceState(history.state, "", hash);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  }
}
