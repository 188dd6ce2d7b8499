/** A network: its graph beside the list of its layers. */
import { html, nothing } from "lit";
import "./graph.js";
import { fileOf, network } from "./data.js";
import { to } from "./route.js";
import { count, facts, plural, progress } from "./text.js";
import { View } from "./view.js";

class NetworkView extends View {
  static properties = { near: { state: true } };

  load(route) {
    return network(route.network);
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
      <p class="lead">${plural(layers.length, "layer")} · ${progress(done, units, "unit")}</p>
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
          ${facts(layer)}${layer.done < layer.units ? ` · ${count(layer.done)} of ${count(layer.units)} done` : nothing}
        </p>
        ${cover
          ? html`<img class="strip" src=${cover} width=${64 * tiles} height="64" loading="lazy"
              decoding="async" alt="" />`
          : nothing}
      </a>
    </li>`;
  }
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
    <h2>How the images were made</h2>
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
