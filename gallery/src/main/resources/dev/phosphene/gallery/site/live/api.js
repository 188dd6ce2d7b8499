/** The server's interface: every request that the page makes of it, except for files. */
import { gallery } from "../data.js";

const root = new URL("../../api/1/", import.meta.url);

/** What the server did not do, with its reason for the person in front of the page. */
export class Refused extends Error {
  /**
   * @param {number} status 0 if the server did not answer
   * @param {{message: string, text?: string, at?: number, nearest?: string[]}} error
   */
  constructor(status, { message, text, at, nearest = [] }) {
    super(message);
    Object.assign(this, { status, text, at, nearest });
  }

  /** Whether the server knows this page no longer, since it was started anew. */
  get stranger() {
    return this.status === 401 || this.status === 403;
  }
}

/** Names this page among all that are open. */
export const client = [...crypto.getRandomValues(new Uint8Array(12))]
  .map((byte) => byte.toString(16).padStart(2, "0"))
  .join("");

/** What {@code gallery.json} says of the server behind the page; undefined on a static host. */
export async function live() {
  const { live: value } = await gallery();
  return value === true ? {} : value || undefined;
}

/** An address below the interface's root, with the parameters that have a value. */
export function at(path, parameters = {}) {
  const url = new URL(path, root);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== "") {
      url.searchParams.set(name, value);
    }
  }
  return url.href;
}

/** An address that the server named, relative to the page. */
export const fileAt = (name) => (name === undefined ? undefined : new URL(name, new URL("../../", root)).href);

async function ask(method, url, body, type = "application/json") {
  let answer;
  try {
    answer = await fetch(url, {
      method,
      headers: body === undefined ? {} : { "Content-Type": type },
      keepalive: method === "DELETE", // also while the page closes
      body: body === undefined || body instanceof Blob ? body : JSON.stringify(body),
    });
  } catch {
    throw new Refused(0, { message: "The server does not answer." });
  }
  const value = answer.status === 204 ? undefined : await answer.json().catch(() => undefined);
  if (!answer.ok) {
    throw new Refused(answer.status, value?.error ?? { message: reason(answer.status) });
  }
  return value;
}

function reason(status) {
  switch (status) {
    case 401:
    case 403:
      return "The server was started anew. Open the address that it printed.";
    case 413:
      return "This is too large for the server.";
    case 429:
      return "Too much is waiting already. Try again in a moment.";
    default:
      return `The server answered with status ${status}.`;
  }
}

const kept = new Map();

/** Asks once for what never changes while the server runs. */
function once(url) {
  if (!kept.has(url)) {
    const promise = ask("GET", url);
    kept.set(url, promise);
    promise.catch(() => kept.delete(url));
  }
  return kept.get(url);
}

export const networks = () => ask("GET", at("networks"));
export const openNetwork = (number) => ask("POST", at(`networks/${number}`), {});

export const recipes = () => once(at("recipes"));
export const checkObjective = (body) => ask("POST", at("objectives"), body);

export const startRender = (request) => ask("POST", at("renders"), { client, ...request });
export const cancelRender = (id) => ask("DELETE", at(`renders/${id}`));
export const keepImage = (body) => ask("POST", at("keep"), body);

export const photos = () => ask("GET", at("photos"));
export const addPhoto = (blob) => ask("PUT", at("photos"), blob, blob.type);
export const photoFile = (hash) => at(`photos/${hash}.jpg`);
export const photoMap = (hash, parameters) => at(`photos/${hash}/map.png`, parameters);
export const photoUnits = (hash, parameters) => once(at(`photos/${hash}/units`, parameters));
export const photoLabels = (hash, parameters) => once(at(`photos/${hash}/labels`, parameters));
export const photoAttribution = (hash, parameters) => once(at(`photos/${hash}/attribution`, parameters));

export const changes = (parameters) => once(at("compare", parameters));
