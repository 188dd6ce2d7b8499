/** A unit's image, large; its tile where the full size is missing. */
import { LitElement, html, nothing } from "lit";
import { fullSize } from "./data.js";
import { styles } from "./styles.js";
import { failed, loaded, rendered, tile } from "./tile.js";

const MOST = 4; // times its own width; beyond that an image is only blurred

const sizeOf = (technique) => technique.image_size ?? technique.size ?? [512, 512];

/** The largest width at which an image of a technique is shown, in pixels. */
export const widest = (technique) => MOST * sizeOf(technique)[0];

class PhosPicture extends LitElement {
  static properties = {
    layer: { attribute: false },
    technique: { attribute: false },
    unit: { attribute: false },
    broken: { state: true },
    shown: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  willUpdate() {
    this.urls = fullSize(this.layer, this.unit, this.technique);
    if (!this.urls.includes(this.shown)) {
      this.shown = this.urls[0];
    }
  }

  render() {
    const { layer, technique, unit } = this;
    const number = unit.unit;
    const label = layer.labels?.[number];
    const alt = `Image that excites unit ${number}${label ? ` (${label})` : ""} of ${layer.name}, ${technique.title}`;
    if (!rendered(technique, number)) {
      return html`<div class="picture absent"><span class="tile missing"></span></div>
        <p class="note">The gallery has no image of this unit.</p>`;
    }
    if (this.shown && this.broken !== this.shown) {
      const [width, height] = sizeOf(technique);
      return html`<div class="picture" ${styles({ "max-width": `${widest(technique)}px` })}>
          <img src=${this.shown} alt=${alt} width=${width} height=${height}
            @error=${() => (this.broken = this.shown)} />
        </div>
        ${this.urls.length > 1 ? this.answers(number) : nothing}`;
    }
    return html`<div class="picture small">${tile(layer, technique, number, alt)}</div>
      <p class="note">${this.shown
        ? "The full-size image is missing; this is the tile of its sheet."
        : "The gallery has the tile of this unit, and no full-size image."}</p>`;
  }

  /** Several images of one unit: each a button that shows it large. */
  answers(unit) {
    return html`<ul class="thumbs answers" aria-label="Images of this unit">
      ${this.urls.map(
        (url, i) => html`<li>
          <button type="button" aria-pressed=${url === this.shown} aria-label="Image ${i + 1} of unit ${unit}"
            @click=${() => (this.shown = url)}>
            <span class="tile"><img class="whole" src=${url} alt="" @error=${failed} @load=${loaded} /></span>
          </button>
        </li>`,
      )}
    </ul>`;
  }
}

customElements.define("phos-picture", PhosPicture);
