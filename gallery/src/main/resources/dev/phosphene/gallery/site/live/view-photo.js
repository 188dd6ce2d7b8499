/** A photograph through a network: what it sees, where, and what can be made of it. */
import { html, nothing } from "lit";
import "./looked-at.js";
import "./photographs.js";
import "./seen.js";
import { gallery, network } from "../data.js";
import { go, to } from "../route.js";
import { View } from "../view.js";
import { live } from "./api.js";
import { fromPhoto } from "./from-photo.js";
import { needsServer } from "./needs-server.js";
import { mapOf, placeOf, unitOf } from "./photo-query.js";

class PhotoView extends View {
  static properties = { support: { state: true } };

  async load(route) {
    return { model: await network(route.network), server: await live(), all: (await gallery()).networks };
  }

  about({ model }) {
    return {
      title: `A photograph through ${model.name}`,
      crumbs: [
        { text: "Networks", href: to.networks() },
        { text: model.name, href: to.network(model.id) },
        { text: "Photograph", href: "" },
      ],
    };
  }

  show({ model, server, all }) {
    if (!server) {
      return needsServer("It shows what a network sees in a photograph of yours.");
    }
    const { query, made } = this.route;
    const hash = made.photo;
    const href = (next) => to.photo(model.id, hash, next);
    if (!/^[0-9a-f]{8,128}$/.test(hash)) {
      return html`<h1 tabindex="-1">A photograph through ${model.name}</h1>
        <phos-photographs @photo=${({ detail }) => go(to.photo(model.id, detail))}></phos-photographs>`;
    }
    const { map, shows } = mapOf(model, hash, query, this.support);
    const place = ({ detail }) =>
      go(href({ ...query, at: detail && `${detail.x},${detail.y}`, map: undefined, label: undefined }));
    return html`<h1 tabindex="-1">A photograph through ${model.name}</h1>
      <div class="photo-view">
        <div class="show">
          <phos-looked-at .hash=${hash} .map=${map} .shows=${shows} .place=${placeOf(query.at)} @place=${place}></phos-looked-at>
          ${fromPhoto({ model, photo: hash, layer: query.layer, unit: unitOf(query.map), choose: (layer) => go(href({ ...query, layer }), true) })}
          ${all.length > 1 ? through(model, all, hash) : nothing}
          <details class="another"><summary>Another photograph</summary>
            <phos-photographs @photo=${({ detail }) => go(to.photo(model.id, detail))}></phos-photographs></details>
        </div>
        <div class="tell">
          <phos-seen .model=${model} .hash=${hash} .query=${query} .href=${href}
            @found=${({ detail }) => detail.part === "support" && (this.support = detail.found)}></phos-seen>
        </div>
      </div>`;
  }
}

/** Links to the same photograph through this network and another one. */
function through(model, all, hash) {
  return html`<section><h2>Through two networks</h2>
    <ul>${all
      .filter(({ id }) => id !== model.id)
      .map((one) => html`<li><a href=${to.compareNetworks(model.id, one.id, {}, { photo: hash })}>${model.name} and ${one.name}</a></li>`)}</ul>
  </section>`;
}

customElements.define("view-photo", PhotoView);
