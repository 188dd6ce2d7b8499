/** A layer: the grid of all its units. */
import { html, nothing } from "lit";
import "./grid.js";
import { controls } from "./controls.js";
import { layer, techniqueOf } from "./data.js";
import { live } from "./live/api.js";
import { small, unmade } from "./live/small.js";
import { select } from "./order.js";
import { lastQuery, lastUnit, tileSize } from "./remembered.js";
import { go, to } from "./route.js";
import { count, facts, percent, plural, value } from "./text.js";
import { rendered, tile } from "./tile.js";
import { View } from "./view.js";

class LayerView extends View {
  static properties = { size: { state: true } };

  constructor() {
    super();
    this.size = tileSize.of() ?? (innerWidth < 700 ? 80 : 112);
  }

  async load(route) {
    return { ...(await layer(route.network, route.layer)), server: await live() };
  }

  about(data) {
    const { network, layer: id } = this.route;
    this.restore(data);
    return {
      title: `${data.name} · ${data.model.name}`,
      keepsFocus: this.restored,
      crumbs: [
        { text: "Networks", href: to.networks() },
        { text: data.model.name, href: to.network(network) },
        { text: data.name, href: to.layer(network, id) },
      ],
    };
  }

  /** Back from a unit, the grid has the focus where it was left. */
  restore() {
    const { network, layer: id } = this.route;
    lastQuery.set(network, id, this.route.query);
    const unit = lastUnit.of(network, id);
    const index = unit === undefined ? -1 : this.units.indexOf(unit);
    this.restored = index >= 0;
    if (this.restored) {
      const grid = this.querySelector("phos-grid");
      grid.updateComplete.then(() => grid.moveTo(index));
    }
  }

  show(data) {
    const technique = techniqueOf(data, this.route.query.t) ?? (data.server && unmade(data));
    const query = this.route.query;
    if (!technique) {
      return html`<h1 tabindex="-1">${data.name}</h1><p class="lead">${facts(data)}</p>
        <p>This layer has no images yet.</p>`;
    }
    this.units = this.selected(data, technique, query);
    const caption = this.size < 72 ? 0 : data.labels || query.sort ? 40 : 22;
    return html`<h1 tabindex="-1">${data.name}</h1>
      <p class="lead">${facts(data)}${data.server ? nothing : missingText(technique)}</p>
      ${controls({
        layer: data,
        technique,
        query,
        size: this.size,
        shown: this.units.length,
        change: (settings) => this.change(settings),
        resize: (size) => {
          this.size = size;
          tileSize.set(size);
        },
      })}
      ${this.units.length === 0
        ? html`<p class="none">No unit fits. <button type="button" class="plain"
            @click=${() => this.change({ q: "", dead: "" })}>Show all units</button></p>`
        : nothing}
      <phos-grid .items=${this.units} .size=${this.size} .caption=${caption} .label=${`Units of ${data.name}`}
        .cell=${(unit, tab) => this.cell(data, technique, unit, tab)}></phos-grid>`;
  }

  /** The same array as long as nothing changed, so that the grid keeps its place. */
  selected(data, technique, query) {
    const key = [technique.id, query.sort, query.q, query.dead].join("\n");
    if (this.key !== key || this.of !== data) {
      this.key = key;
      this.of = data;
      this.kept = select(data, technique, query);
    }
    return this.kept;
  }

  change(settings) {
    const query = { ...this.route.query, ...settings };
    go(to.layer(this.route.network, this.route.layer, query), true);
  }

  cell(data, technique, unit, tab) {
    const label = data.labels?.[unit];
    const second = secondLine(data, technique, unit, this.route.query.sort);
    const made = rendered(technique, unit);
    const state = made || !data.server ? stateOf(technique, unit) : undefined;
    const text = [`unit ${unit}`, label, second, state].filter(Boolean).join(", ");
    return html`<a href=${to.unit(this.route.network, this.route.layer, unit, technique.id)} tabindex=${tab}
      aria-label=${text} title=${label ?? nothing}>
      ${data.server && !made ? small(data, unit) : tile(data, technique, unit)}
      ${this.size < 72
        ? nothing
        : html`<span class="caption"><span class="number">${unit}</span>
            ${second || state ? html`<span class="value">${second ?? state}</span>` : nothing}
            ${label ? html`<span class="label">${label}</span>` : nothing}</span>`}
    </a>`;
  }
}

function secondLine(data, technique, unit, sort) {
  if (sort === "active" && data.statistics?.active?.[unit] != null) {
    return `active in ${percent(data.statistics.active[unit])}`;
  }
  if (sort === "value" && rendered(technique, unit)) {
    return value(technique.value[unit]);
  }
  return undefined;
}

function stateOf(technique, unit) {
  if (!rendered(technique, unit)) {
    return "no image yet";
  }
  return technique.dead?.includes(unit) ? "dead" : undefined;
}

function missingText({ units, done }) {
  return done < units ? ` · ${count(done)} of ${plural(units, "unit")} done` : nothing;
}

customElements.define("view-layer", LayerView);
