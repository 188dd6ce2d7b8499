/** A network: its graph beside the list of its layers. */
import { html, nothing } from "lit";
import "./graph.js";
import { fileOf, gallery, network } from "./data.js";
import { live } from "./live/api.js";
import { ofUnit } from "./live/objective-text.js";
import { small } from "./live/small.js";
import { to } from "./route.js";
import { count, facts, plural, progress } from "./text.js";
import { View } from "./view.js";

class NetworkView extends View {
  static properties = { near: { state: true } };

  async load(route) {
    const model = await network(route.network);
    return { ...model, server: await live(), others: (await gallery()).networks.filter(({ id }) => id !== model.id) };
  }

  about(model) {
    return {
      title: model.name,
      crumbs: [
        { text: "Networks", href: to.networks() },
        { text: model.name, href: to.network(model.id) },
      ],
    };
  }

  show(model) {
    const { layers } = model;
    const units = layers.reduce((sum, layer) => sum + (layer.units ?? 0), 0);
    const done = layers.reduce((sum, layer) => sum + (layer.done ?? layer.units ?? 0), 0);
    return html`<h1 tabindex="-1">${model.name}</h1>
      <p class="lead">${plural(layers.length, "layer")} · ${model.server ? plural(units, "unit") : progress(done, units, "unit")}</p>
      ${model.server ? tools(model) : nothing}
      <div class=${model.drawing ? "network" : "network undrawn"}>
        ${model.drawing
          ? html`<section class="drawn" aria-label="Graph">
              <phos-graph .model=${model} .near=${this.near}></phos-graph>
            </section>`
          : nothing}
        <section aria-label="Layers">
          <ol class="layers">
            ${layers.map((layer) => this.item(model, layer))}
          </ol>
          ${settings(model)}
        </section>
      </div>`;
  }

  item(model, layer) {
    const cover = fileOf(model.base, layer.cover);
    const tiles = Math.max(1, Math.min(8, layer.units ?? 8));
    const point = () => (this.near = layer.id);
    return html`<li @mouseenter=${point} @focusin=${point}>
      <a href=${to.layer(model.id, layer.id)}>
        <h2>${layer.name}</h2>
        <p class="note">
          ${facts(layer)}${layer.done < layer.units && !model.server ? ` · ${count(layer.done)} of ${count(layer.units)} done` : nothing}
        </p>
        ${cover
          ? html`<img class="strip" src=${cover} width=${64 * tiles} height="64" loading="lazy"
              decoding="async" alt="" />`
          : model.server
            ? html`<span class="strip made-now">${Array.from({ length: tiles }, (_, unit) => small({ model, name: layer.name }, unit))}</span>`
            : nothing}
      </a>
    </li>`;
  }
}

/** What the server can do with a network beside its units. */
function tools(model) {
  const first = model.layers.at(-1);
  return html`<ul class="tools">
    <li><a href=${to.objective(model.id, first ? ofUnit(first.name, 0) : "")}>Any objective</a></li>
    <li><a href=${to.photo(model.id, "new")}>A photograph through it</a></li>
    ${model.others.map((one) => html`<li><a href=${to.compareNetworks(model.id, one.id)}>Compare with ${one.name}</a></li>`)}
  </ul>`;
}

/** How the images were made. */
function settings(model) {
  const rows = [
    ["Weights", model.origin],
    ["SHA-256", model.sha256],
    ["Input", model.input?.join(" × ")],
    ["Engine", [model.engine, model.precision].filter(Boolean).join(", ")],
    ["Seed", model.seed],
  ].filter(([, text]) => text !== undefined && text !== "");
  return html`<section class="settings">
    <h2>${model.techniques?.length > 0 ? "How the images were made" : "The network"}</h2>
    <dl>
      ${rows.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}
    </dl>
    ${(model.techniques ?? []).map(
      (one) => html`<details>
        <summary>${one.title}${one.recipe ? html` <span class="note">recipe ${one.recipe}</span>` : nothing}</summary>
        ${one.about ? html`<p>${one.about}</p>` : nothing}
        <dl>
          ${Object.entries({ objective: one.objective, ...one.options }).map(
            ([name, text]) => html`<div><dt>${name}</dt><dd>${String(text)}</dd></div>`,
          )}
        </dl>
      </details>`,
    )}
  </section>`;
}

customElements.define("view-network", NetworkView);
