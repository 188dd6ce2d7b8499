/** What stands for a network of which there is no cover: some units of a layer in its middle, as they are made. */
import { LitElement, html, nothing } from "lit";
import { network } from "../data.js";
import { small } from "./small.js";

const DEPTH = 0.6; // where units are neither edges nor whole objects
const TILES = 8;

class PhosCover extends LitElement {
  static properties = { network: {}, model: { state: true } };

  createRenderRoot() {
    return this;
  }

  willUpdate(changed) {
    if (changed.has("network")) {
      this.load(this.network);
    }
  }

  async load(id) {
    const model = await network(id).catch(() => undefined); // its own page says what is wrong
    if (id === this.network) {
      this.model = model;
    }
  }

  render() {
    const layers = (this.model?.layers ?? []).filter(({ channels }) => channels >= TILES);
    const layer = layers[Math.min(layers.length - 1, Math.floor(DEPTH * layers.length))];
    return layer
      ? html`<span class="cover made-now">${Array.from({ length: TILES }, (_, unit) => small({ model: this.model, name: layer.name }, unit))}</span>`
      : nothing;
  }
}

customElements.define("phos-cover", PhosCover);
