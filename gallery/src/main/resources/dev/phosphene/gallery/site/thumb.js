/** A unit anywhere in a network, small, with a caption and the link to it. */
import { LitElement, html } from "lit";
import { layer, techniqueOf } from "./data.js";
import { live } from "./live/api.js";
import { small } from "./live/small.js";
import { to } from "./route.js";
import { rendered, tile } from "./tile.js";

/** It loads its layer when it comes near the screen: a unit is connected to units of many layers. */
class PhosThumb extends LitElement {
  static properties = {
    network: {},
    layer: {},
    unit: { type: Number },
    technique: {},
    caption: {},
    showsLayer: { type: Boolean, attribute: "shows-layer" },
    found: { state: true },
    absent: { state: true },
  };

  constructor() {
    super();
    this.watch = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) {
          this.watch.disconnect();
          this.load();
        }
      },
      { rootMargin: "200px" },
    );
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.watch.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.watch.disconnect();
  }

  async load() {
    try {
      this.server = await live();
      this.found = await layer(this.network, this.layer);
    } catch {
      this.absent = true; // a layer outside of the gallery; its name and number are shown
    }
  }

  updated(changed) {
    const moved = changed.has("layer") || changed.has("network");
    if (moved && (this.found || this.absent)) {
      this.found = undefined;
      this.absent = false;
      this.load();
    }
  }

  picture() {
    const technique = techniqueOf(this.found, this.technique);
    return this.server && !rendered(technique, this.unit)
      ? small(this.found, this.unit)
      : tile(this.found, technique, this.unit);
  }

  render() {
    const name = this.found?.name ?? this.layer;
    const picture = this.found ? this.picture() : html`<span class="tile missing"></span>`;
    const label = this.found?.labels?.[this.unit];
    const text = html`${picture}
      <span class="caption">
        ${this.showsLayer ? html`<span class="of">${name}</span>` : ""}
        <span class="number">${this.unit}</span>
        ${label ? html`<span class="label">${label}</span>` : ""}
        <span class="value">${this.caption}</span>
      </span>`;
    return this.absent
      ? html`<span class="thumb">${text}</span>`
      : html`<a class="thumb" href=${to.unit(this.network, this.layer, this.unit, this.technique)}
          >${text}</a>`;
  }
}

customElements.define("phos-thumb", PhosThumb);

/** A titled row of units, such as those that feed a unit; nothing if there are none. */
export function row(title, note, units, network, technique) {
  if (!units || units.length === 0) {
    return "";
  }
  return html`<section class="row">
    <h2>${title}</h2>
    <p class="note">${note}</p>
    <ul class="thumbs">
      ${units.map(
        (one) => html`<li>
          <phos-thumb .network=${network} .layer=${one.layer} .unit=${one.unit}
            .technique=${technique} .caption=${one.caption} ?shows-layer=${one.showsLayer}></phos-thumb>
        </li>`,
      )}
    </ul>
  </section>`;
}
