/** An address may lead to a network that the server knows but has not opened, as after its restart. */
import { forget, gallery } from "../data.js";
import { live, networks, openNetwork } from "./api.js";

/** Opens the networks that an address names, if need be. What is to be downloaded first is left to the person. */
export async function reopen({ network, networks: pair = [], units = [] }) {
  const named = [network, ...pair, ...units.map((one) => one.network)].filter((id) => id !== undefined);
  if (named.length === 0 || !(await live())) {
    return;
  }
  const open = (await gallery()).networks.map(({ id }) => id);
  const missing = named.filter((id) => !open.includes(id));
  if (missing.length === 0) {
    return;
  }
  const known = (await networks()).networks;
  for (const id of new Set(missing)) {
    const found = known.find((one) => one.id === id && one.present !== false);
    if (found) {
      await openNetwork(found.number);
    }
  }
  forget();
}
