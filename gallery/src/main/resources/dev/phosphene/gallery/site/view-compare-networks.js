/** Two networks side by side: layers of the same name in one row. */
import { html, nothing } from "lit";
import { align } from "./align.js";
import { fileOf, network } from "./data.js";
import { live } from "./live/api.js";
import { layerMenu } from "./live/changed.js";
import { needsServer } from "./live/needs-server.js";
import "./live/photo-pair.js";
import "./live/photographs.js";
import { small } from "./live/small.js";
import { go, to } from "./route.js";
import { facts } from "./text.js";
import { View } from "./view.js";

class CompareNetworksView extends View {
  async load(route) {
    return { pair: await Promise.all(route.networks.map(network)), server: await live() };
  }

  about({ pair }) {
    const title = pair.map(({ name }) => name).join(" and ");
    return { title, crumbs: [{ text: "Networks", href: to.networks() }, { text: "Two networks", href: "" }] };
  }

  show({ pair, server }) {
    const [one, other] = pair;
    const { query, made } = this.route;
    if (!server && (query.layer || made.photo)) {
      return needsServer("It compares two networks by their weights, and by what they see in a photograph.");
    }
    return html`<h1 tabindex="-1">${one.name} and ${other.name}</h1>
      <p class="lead"><a href=${to.compareNetworks(other.id, one.id, { layer: query.layer }, made)}>Swap them</a></p>
      ${server ? this.ways(pair) : nothing} ${this.part(pair, server)}`;
  }

  /** What two networks can be compared by. */
  ways(pair) {
    const [one, other] = pair;
    const { query, made } = this.route;
    const [first] = shared(pair).filter(({ channels }) => channels > 1);
    const way = (href, text, present) => html`<a href=${href} aria-current=${present ? "true" : nothing}>${text}</a>`;
    return html`<nav class="choice" aria-label="Compare by">
      ${way(to.compareNetworks(one.id, other.id), "Layers side by side", !query.layer && !made.photo)}
      ${first ? way(to.compareNetworks(one.id, other.id, { layer: query.layer ?? first.id }), "Units that changed", query.layer) : nothing}
      ${way(to.compareNetworks(one.id, other.id, {}, { photo: made.photo ?? "new" }), "One photograph", made.photo)}
    </nav>`;
  }

  part(pair, server) {
    const [one, other] = pair;
    const { query, made } = this.route;
    if (made.photo === "new") {
      const pick = ({ detail }) => go(to.compareNetworks(one.id, other.id, {}, { photo: detail }));
      return html`<phos-photographs @photo=${pick}></phos-photographs>`;
    }
    if (made.photo) {
      return html`<phos-photo-pair .pair=${pair} .hash=${made.photo} .query=${query}></phos-photo-pair>`;
    }
    if (query.layer) {
      return html`<div class="bar">${layerMenu(pair, shared(pair), query.layer)}</div>
        <phos-changed .pair=${pair} .layer=${query.layer}></phos-changed>`;
    }
    return html`<table class="networks-pair">
        <thead>
          <tr>${pair.map((model) => html`<th scope="col"><a href=${to.network(model.id)}>${model.name}</a></th>`)}</tr>
        </thead>
        <tbody>
          ${align(one.layers, other.layers).map(
            (row) => html`<tr>${row.map((layer, i) => html`<td>${layer ? cell(pair[i], layer, server) : nothing}</td>`)}</tr>`,
          )}
        </tbody>
      </table>`;
  }
}

/** Layers that both have. */
function shared([one, other]) {
  return one.layers.filter(({ id }) => other.layers.some((layer) => layer.id === id));
}

function cell(model, layer, server) {
  const cover = fileOf(model.base, layer.cover);
  const tiles = Math.max(1, Math.min(8, layer.units ?? 8));
  return html`<a href=${to.layer(model.id, layer.id)}>
    <span class="name">${layer.name}</span>
    <span class="note">${facts(layer)}</span>
    ${cover
      ? html`<img class="strip" src=${cover} width=${64 * tiles} height="64" loading="lazy" decoding="async" alt="" />`
      : server
        ? html`<span class="strip made-now">${Array.from({ length: Math.min(4, tiles) }, (_, unit) => small({ model, name: layer.name }, unit))}</span>`
        : nothing}
  </a>`;
}

customElements.define("view-compare-networks", CompareNetworksView);
