/** Two networks side by side: layers of the same name in one row. */
import { html, nothing } from "lit";
import { align } from "./align.js";
import { fileOf, network } from "./data.js";
import { to } from "./route.js";
import { facts } from "./text.js";
import { View } from "./view.js";

class CompareNetworksView extends View {
  load(route) {
    return Promise.all(route.networks.map(network));
  }

  about(pair) {
    const title = pair.map(({ name }) => name).join(" and ");
    return { title, crumbs: [{ text: "Networks", href: to.networks() }, { text: "Two networks", href: "" }] };
  }

  show(pair) {
    const [one, other] = pair;
    return html`<h1 tabindex="-1">${one.name} and ${other.name}</h1>
      <p class="lead"><a href=${to.compareNetworks(other.id, one.id)}>Swap them</a></p>
      <table class="networks-pair">
        <thead>
          <tr>${pair.map((model) => html`<th scope="col"><a href=${to.network(model.id)}>${model.name}</a></th>`)}</tr>
        </thead>
        <tbody>
          ${align(one.layers, other.layers).map(
            (row) => html`<tr>${row.map((layer, i) => html`<td>${layer ? cell(pair[i], layer) : nothing}</td>`)}</tr>`,
          )}
        </tbody>
      </table>`;
  }
}

function cell(model, layer) {
  const cover = fileOf(model.base, layer.cover);
  const tiles = Math.max(1, Math.min(8, layer.units ?? 8));
  return html`<a href=${to.layer(model.id, layer.id)}>
    <span class="name">${layer.name}</span>
    <span class="note">${facts(layer)}</span>
    ${cover
      ? html`<img class="strip" src=${cover} width=${64 * tiles} height="64" loading="lazy" decoding="async" alt="" />`
      : nothing}
  </a>`;
}

customElements.define("view-compare-networks", CompareNetworksView);
