/** A unit's image, large; its tile where the full size is missing. */
import { LitElement, html } from "lit";
import { fullSize } from "./data.js";
import { rendered, tile } from "./tile.js";

class PhosPicture extends LitElement {
  static properties = {
    layer: { attribute: false },
    technique: { attribute: false },
    unit: { attribute: false },
    broken: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  willUpdate() {
    this.url = fullSize(this.layer, this.unit, this.technique);
  }

  render() {
    const { layer, technique, unit } = this;
    const number = unit.unit;
    const label = layer.labels?.[number];
    const alt = `Image that excites unit ${number}${label ? ` (${label})` : ""} of ${layer.name}, ${technique.title}`;
    if (!rendered(technique, number)) {
      return html`<div class="picture"><span class="tile missing"></span></div>
        <p class="note">This unit has no image yet.</p>`;
    }
    if (this.url && this.broken !== this.url) {
      return html`<div class="picture">
        <img src=${this.url} alt=${alt} width=${technique.size?.[0] ?? 512} height=${technique.size?.[1] ?? 512}
          @error=${() => (this.broken = this.url)} />
      </div>`;
    }
    return html`<div class="picture small">${tile(layer, technique, number, alt)}</div>
      <p class="note">${this.url
        ? "The full-size image is missing; this is the tile of its sheet."
        : "This gallery has tiles of this layer, and no full-size images."}</p>`;
  }
}

customElements.define("phos-picture", PhosPicture);
