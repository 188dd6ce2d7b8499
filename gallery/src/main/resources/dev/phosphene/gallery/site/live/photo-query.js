/** What an address says about a photograph: the place, and the map over it. */
import { fileAt, photoMap } from "./api.js";

/** A unit as an address has it, such as "stage3:5"; undefined if it has none. */
export function unitOf(map) {
  const [, layer, unit] = /^(.+):(\d{1,9})$/.exec(map ?? "") ?? [];
  return layer === undefined ? undefined : { layer, unit: Number(unit) };
}

/** A place such as "120,80", in pixels of the photograph. */
export function placeOf(at) {
  const [, x, y] = /^(\d{1,6}),(\d{1,6})$/.exec(at ?? "") ?? [];
  return x === undefined ? undefined : { x: Number(x), y: Number(y) };
}

/** The map that a query asks for, and what it shows: of a unit, or of what speaks for a label. */
export function mapOf(model, hash, query, support) {
  const unit = unitOf(query.map);
  if (unit) {
    const name = model.layers.find((one) => one.id === unit.layer)?.name ?? unit.layer;
    return { map: photoMap(hash, { network: model.id, ...unit }), shows: `Where unit ${unit.unit} of ${name} is active` };
  }
  return query.label !== undefined && support?.map
    ? { map: fileAt(support.map), shows: `What speaks for ${support.label}` }
    : {};
}
