/** All networks of the gallery. */
import { html, nothing } from "lit";
import { fileOf, gallery } from "./data.js";
import { live } from "./live/api.js";
import "./live/cover.js";
import "./live/opener.js";
import { go, to } from "./route.js";
import { count, plural } from "./text.js";
import { View } from "./view.js";

class NetworksView extends View {
  async load() {
    return { ...(await gallery()), server: await live() };
  }

  about() {
    return { title: "Networks", crumbs: [{ text: "Networks", href: to.networks() }] };
  }

  show({ base, networks, program, server }) {
    return html`<h1 tabindex="-1">Networks</h1>
      <p class="lead">What the units of ${networks.length === 1 ? "a trained network" : "trained networks"} respond
        to: for each unit, an image that excites it as much as possible.</p>
      ${networks.length === 0 ? html`<p>${server ? "No network is open yet." : "This gallery has no network yet."}</p>` : nothing}
      <ul class="networks">
        ${networks.map((one) => entry(one, base, server))}
      </ul>
      ${server ? html`<phos-opener></phos-opener>` : nothing} ${networks.length > 1 ? comparing(networks) : nothing}
      ${program ? html`<p class="made">Made with ${program}</p>` : nothing}`;
  }
}

function entry(one, base, server) {
  const cover = fileOf(base, one.cover);
  const all = one.units ?? 0;
  return html`<li>
    <a href=${to.network(one.id)}>
      ${cover
        ? html`<img class="cover" src=${cover} alt="Images of some units of ${one.name}" decoding="async" />`
        : server
          ? html`<phos-cover .network=${one.id}></phos-cover>`
          : html`<span class="cover missing"></span>`}
      <h2>${one.name}</h2>
    </a>
    <p class="note">
      ${plural(one.layers ?? 0, "layer")} · ${plural(all, "unit")}${one.done < all && !server
        ? html` · <span class="unfinished">${count(one.done)} done</span>`
        : nothing}
    </p>
  </li>`;
}

/** Two menus and a button that leads to both networks side by side. */
function comparing(networks) {
  const submit = (event) => {
    event.preventDefault();
    const { one, other } = event.target.elements;
    go(to.compareNetworks(one.value, other.value));
  };
  const options = (chosen) =>
    networks.map((net, i) => html`<option value=${net.id} ?selected=${i === chosen}>${net.name}</option>`);
  return html`<form class="bar" @submit=${submit}>
    <h2>Side by side</h2>
    <label>First <select name="one">${options(0)}</select></label>
    <label>Second <select name="other">${options(1)}</select></label>
    <button>Compare</button>
  </form>`;
}

customElements.define("view-networks", NetworksView);
