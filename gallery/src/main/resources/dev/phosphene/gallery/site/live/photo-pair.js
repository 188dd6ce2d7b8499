/** One photograph through two networks. */
import { LitElement, html } from "lit";
import "./looked-at.js";
import "./seen.js";
import { go, to } from "../route.js";
import { mapOf, placeOf } from "./photo-query.js";

/** A choice in the address belongs to one of the two: its number and ~ stand before it. */
const own = (text, i) => (text?.startsWith(`${i}~`) ? text.slice(2) : undefined);
const marked = (text, i) => (text === undefined ? undefined : `${i}~${text}`);

class PhosPhotoPair extends LitElement {
  static properties = {
    pair: { attribute: false },
    hash: {},
    query: { attribute: false },
    supports: { state: true },
  };

  constructor() {
    super();
    this.supports = [];
  }

  createRenderRoot() {
    return this;
  }

  queryOf(i) {
    const { at, map, label } = this.query;
    return { at, map: own(map, i), label: own(label, i) };
  }

  hrefOf({ at, map, label }, i) {
    const [one, other] = this.pair;
    const query = { at, map: marked(map, i), label: marked(label, i) };
    return to.compareNetworks(one.id, other.id, query, { photo: this.hash });
  }

  render() {
    const { pair, hash, query, supports } = this;
    const queries = pair.map((_, i) => this.queryOf(i));
    const { map, shows } = pair.map((model, i) => mapOf(model, hash, queries[i], supports[i])).find((one) => one.map) ?? {};
    const place = ({ detail }) => go(this.hrefOf({ at: detail && `${detail.x},${detail.y}` }, 0));
    return html`<phos-looked-at class="centered" .hash=${hash} .map=${map} .shows=${shows} .place=${placeOf(query.at)}
        @place=${place}></phos-looked-at>
      <div class="pair seen-pair">
        ${pair.map(
          (model, i) => html`<section aria-label=${model.name}>
            <h2 class="of-network"><a href=${to.photo(model.id, hash, queries[i])}>${model.name}</a></h2>
            <phos-seen .model=${model} .hash=${hash} .query=${queries[i]} .href=${(next) => this.hrefOf(next, i)}
              @found=${({ detail }) => detail.part === "support" && (this.supports = pair.map((__, j) => (j === i ? detail.found : this.supports[j])))}></phos-seen>
          </section>`,
        )}
      </div>`;
  }
}

customElements.define("phos-photo-pair", PhosPhotoPair);
