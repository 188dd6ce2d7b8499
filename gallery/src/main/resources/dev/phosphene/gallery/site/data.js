/** The gallery's files, as docs/gallery-format.md describes them, each fetched once. */
import { Missing } from "./missing.js";
import { to } from "./route.js";

const FORMAT = 1;
const SAFE = /^(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*\/)*[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/;
const root = new URL("../", import.meta.url);
const kept = new Map();

/**
 * The address of a file that a JSON file names.
 *
 * @param {URL} base the JSON file
 * @param {string | undefined} name relative to it
 * @returns {string | undefined} undefined if there is no name, or one that leads elsewhere
 */
export function fileOf(base, name) {
  return typeof name === "string" && SAFE.test(name) ? new URL(name, base).href : undefined;
}

async function fetched(url) {
  const name = url.pathname.slice(root.pathname.length);
  let answer;
  try {
    answer = await fetch(url, { cache: "no-cache" });
  } catch {
    throw new Missing(`${name} cannot be loaded`, "The server does not answer.");
  }
  if (!answer.ok) {
    throw new Missing(`${name} is missing`, "The gallery names this file, but the server has none.");
  }
  let value;
  try {
    value = await answer.json();
  } catch {
    throw new Missing(`${name} is damaged`, "It is no JSON. “phosphene gallery verify” repairs it.");
  }
  if (!(value.format <= FORMAT)) {
    throw new Missing(
      `${name} has format ${value.format}`,
      `This page reads format ${FORMAT}. Write the gallery's site again with a newer phosphene.`,
    );
  }
  return { ...value, base: url };
}

function once(url) {
  const key = url.href;
  if (!kept.has(key)) {
    const promise = fetched(url);
    kept.set(key, promise);
    promise.catch(() => kept.delete(key));
  }
  return kept.get(key);
}

function named(base, name, what) {
  const file = fileOf(base, name);
  if (file === undefined) {
    throw new Missing(`${what} has no file`, "The gallery does not name it.");
  }
  return new URL(file);
}

/** Forgets what was fetched of the gallery's list, or of one network, as it has grown. */
export function forget(network) {
  const start = new URL(network === undefined ? "gallery.json" : `${encodeURIComponent(network)}/`, root).href;
  for (const key of [...kept.keys()].filter((one) => one.startsWith(start))) {
    kept.delete(key);
  }
}

/** gallery.json. */
export async function gallery() {
  const value = await once(new URL("gallery.json", root));
  return { ...value, networks: value.networks ?? [] };
}

/** model.json of a network, with its entry of gallery.json and its layers in the graph's order. */
export async function network(id) {
  const all = await gallery();
  const entry = all.networks.find((one) => one.id === id);
  if (!entry) {
    throw Missing.of("network", id, "this gallery", all.networks.map((one) => one.id), to.network);
  }
  const model = await once(named(all.base, entry.model, id));
  const nodes = model.nodes ?? [];
  return { ...model, id, entry, nodes, layers: nodes.filter((node) => node.layer) };
}

/** layer.json of a layer, with its network and its node in the graph. */
export async function layer(networkId, id) {
  const model = await network(networkId);
  const node = model.layers.find((one) => one.id === id);
  if (!node) {
    const names = model.layers.map((one) => one.id);
    throw Missing.of("layer", id, model.name, names, (name) => to.layer(networkId, name));
  }
  const value = await once(named(model.base, node.layer, node.name));
  const techniques = value.techniques ?? {};
  return { ...value, id, techniques, model, node, offered: offered(model, techniques) };
}

/** The techniques of a layer in the network's order, with their titles. */
function offered(model, techniques) {
  const known = (model.techniques ?? []).filter((one) => techniques[one.id]);
  const others = Object.keys(techniques).filter((id) => !known.some((one) => one.id === id));
  return [...known, ...others.map((id) => ({ id, title: id }))];
}

/** The technique that an address asks for, or the layer's first. */
export function techniqueOf(layerData, id) {
  const found = layerData.offered.find((one) => one.id === id) ?? layerData.offered[0];
  return found && { ...found, ...layerData.techniques[found.id], id: found.id };
}

/** What a unit's page knows beyond its layer: curves, neighbors, connections, examples. */
export async function unit(layerData, number, text = String(number)) {
  if (!(number >= 0 && number < layerData.channels)) {
    const last = layerData.channels - 1;
    throw new Missing(
      `There is no unit ${text} in ${layerData.name}`,
      `Its units are 0 to ${last}.`,
    );
  }
  const pages = layerData.pages ?? { size: 64, files: [] };
  const file = pages.files[Math.floor(number / pages.size)];
  if (!file) {
    return { unit: number, base: layerData.base };
  }
  const page = await once(named(layerData.base, file, layerData.name));
  return { unit: number, ...page.units?.find((one) => one.unit === number), base: page.base };
}

/** Where the full-size images of a unit are: none, one, or several answers for one unit. */
export function fullSize(layerData, unitData, technique) {
  const own = unitData.techniques?.[technique.id];
  const names = own?.files ?? (own?.file ? [own.file] : undefined);
  const base = names ? unitData.base : layerData.base;
  return (names ?? byPattern(technique, unitData.unit)).map((name) => fileOf(base, name)).filter(Boolean);
}

function byPattern({ files, images = 1 }, unit) {
  const name = files?.replace("{unit}", String(unit).padStart(4, "0"));
  const count = name?.includes("{image}") ? images : 1;
  return name ? Array.from({ length: count }, (_, i) => name.replace("{image}", String(i + 1))) : [];
}
