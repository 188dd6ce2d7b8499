/** What stands where something is missing: what it is, what comes close, and the way back. */
import { html, nothing } from "lit";
import { Refused } from "./live/api.js";
import { Missing } from "./missing.js";
import { to } from "./route.js";

/**
 * @param {Error} problem
 * @param {object} route where it happened
 */
export function message(problem, route) {
  const refused = problem instanceof Refused;
  const known = problem instanceof Missing;
  if (!known && !refused) {
    console.error(problem);
  }
  const up = above(route);
  return html`<div class="message">
    <h1 tabindex="-1">${known ? problem.message : "This page cannot be shown"}</h1>
    <p>${known ? problem.detail : refused ? problem.message : "The browser's console has the reason."}</p>
    ${known && problem.near.length > 0
      ? html`<p>Close to it:</p>
          <ul>
            ${problem.near.map(({ text, href }) => html`<li><a href=${href}>${text}</a></li>`)}
          </ul>`
      : nothing}
    <p><a href=${up.href}>${up.text}</a></p>
  </div>`;
}

/** For an address that fits no view. */
export const unknown = new Missing("There is no such page", "The address fits no view of this gallery.");

function above(route) {
  switch (route.view) {
    case "unit":
      return { href: to.layer(route.network, route.layer), text: "To the layer" };
    case "layer":
      return { href: to.network(route.network), text: "To the network" };
    default:
      return { href: to.networks(), text: "To all networks" };
  }
}
