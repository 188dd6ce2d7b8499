/** A photograph with a heat map over it; a click chooses a place in it. */
import { LitElement, html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { styles } from "../styles.js";
import { photoFile } from "./api.js";

/** Sends {@code place} with {x, y} in pixels of the photograph, or undefined for the whole. */
class PhosLookedAt extends LitElement {
  static properties = {
    hash: {},
    /** Address of the map that lies over the photograph, and what it shows. */
    map: {},
    shows: {},
    place: { attribute: false },
    size: { state: true },
    absent: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  willUpdate(changed) {
    if (changed.has("hash")) {
      this.absent = false;
      this.size = undefined;
    }
  }

  render() {
    const { hash, map, shows, place, size } = this;
    if (this.absent) {
      return html`<p class="mistake" role="alert">This server does not have the photograph; choose it again.</p>`;
    }
    return html`<figure class="looked-at">
        <div class="layers-of-it" @click=${this.onClick}>
          <img src=${photoFile(hash)} alt="The photograph" draggable="false"
            @error=${() => (this.absent = true)} @load=${({ target }) => (this.size = [target.naturalWidth, target.naturalHeight])} />
          ${map ? html`<img class="map" src=${map} alt=${shows} draggable="false" />` : nothing}
          ${place && size
            ? html`<span class="place" ${styles({ left: `${(100 * (place.x + 0.5)) / size[0]}%`, top: `${(100 * (place.y + 0.5)) / size[1]}%` })}></span>`
            : nothing}
        </div>
        <figcaption class="note"><span role="status">${map ? shows : ""}</span></figcaption>
      </figure>
      ${size ? this.places(size) : nothing}`;
  }

  /** The same with the keyboard. */
  places([width, height]) {
    const { place } = this;
    const change = (event) => {
      const { x, y } = event.target.form.elements;
      if (x.value !== "" && y.value !== "" && event.target.form.reportValidity()) {
        this.choose({ x: Number(x.value), y: Number(y.value) });
      }
    };
    return html`<form class="bar places" aria-label="Place in the photograph" @submit=${(event) => event.preventDefault()}>
      <label><span>Place: x</span> <input name="x" type="number" min="0" max=${width - 1} .value=${live(place ? String(place.x) : "")} @change=${change} /></label>
      <label><span>y</span> <input name="y" type="number" min="0" max=${height - 1} .value=${live(place ? String(place.y) : "")} @change=${change} /></label>
      ${place
        ? html`<button type="button" @click=${() => this.choose(undefined)}>Whole photograph</button>`
        : html`<p class="note">Click into the photograph: which units respond to this place?</p>`}
    </form>`;
  }

  onClick(event) {
    const box = event.currentTarget.getBoundingClientRect();
    if (this.size) {
      const [width, height] = this.size;
      const within = (share, most) => Math.max(0, Math.min(most - 1, Math.floor(share * most)));
      this.choose({
        x: within((event.clientX - box.left) / box.width, width),
        y: within((event.clientY - box.top) / box.height, height),
      });
    }
  }

  choose(place) {
    this.dispatchEvent(new CustomEvent("place", { detail: place }));
  }
}

customElements.define("phos-looked-at", PhosLookedAt);
