/** From the settings in an address to what the server is asked for. */

/**
 * The body of a request for an image.
 *
 * @param {string} network
 * @param {string} objective in the text form
 * @param {Object<string, string>} made settings by name, with recipe, seed, start and photo
 */
export function requestOf(network, objective, made) {
  return { network, objective, ...aroundOf(made) };
}

/** What a request says beside network and objective. */
export function aroundOf({ seed, photo, start, ...settings }) {
  return { settings, seed: seed === undefined ? 0 : /^-?\d{1,15}$/.test(seed) ? Number(seed) : seed, photo, start };
}
