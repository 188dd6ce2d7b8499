/** What a network sees in a photograph: labels, and the strongest units of each layer. */
import { LitElement, html, nothing } from "lit";
import "./small.js";
import { to } from "../route.js";
import { percent, signed, value } from "../text.js";
import { styles } from "../styles.js";
import { photoAttribution, photoLabels, photoUnits } from "./api.js";
import { ofUnit } from "./objective-text.js";

const COUNT = 6; // units of each layer

/**
 * Everything that can be chosen is a link: a label leads to what speaks for it, a unit to its map over the photograph.
 */
class PhosSeen extends LitElement {
  static properties = {
    model: { attribute: false },
    hash: {},
    /** From the address: at (place), label, map. */
    query: { attribute: false },
    /** From such a choice to its address. */
    href: { attribute: false },
    labels: { state: true },
    units: { state: true },
    support: { state: true },
    problem: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  willUpdate(changed) {
    if (["model", "hash", "query"].some((name) => changed.has(name))) {
      const { model, hash, query } = this;
      const [x, y] = query.at?.split(",") ?? [];
      this.load("labels", `${model.id} ${hash}`, () => photoLabels(hash, { network: model.id }));
      this.load("units", `${model.id} ${hash} ${query.at}`, () =>
        photoUnits(hash, { network: model.id, x, y, count: COUNT }));
      this.load("support", `${model.id} ${hash} ${query.label}`, () =>
        query.label === undefined ? undefined : photoAttribution(hash, { network: model.id, label: query.label }));
    }
  }

  /** Loads a part anew if what it depends on changed; the old one stays until then. */
  async load(part, key, loading) {
    this.keys ??= {};
    if (this.keys[part] === key) {
      return;
    }
    this.keys[part] = key;
    try {
      const found = await loading();
      if (this.keys[part] === key) {
        this[part] = found;
        this.problem = undefined;
        this.dispatchEvent(new CustomEvent("found", { detail: { part, found } }));
      }
    } catch (problem) {
      if (this.keys[part] === key) {
        this.keys[part] = undefined;
        this[part] = undefined;
        this.problem = problem;
      }
    }
  }

  render() {
    return html`${this.problem ? html`<p class="mistake" role="alert">${this.problem.message}</p>` : nothing}
      ${this.classes()} ${this.evidence()} ${this.strongest()}`;
  }

  classes() {
    const labels = this.labels?.labels ?? [];
    if (labels.length === 0) {
      return nothing;
    }
    const most = Math.max(...labels.map((one) => one.share ?? 0), 1e-9);
    return html`<section>
      <h2>Labels</h2>
      <ol class="labels">
        ${labels.slice(0, 5).map(
          (one) => html`<li><a href=${this.href({ ...this.query, label: String(one.unit), map: undefined })}
            aria-current=${String(one.unit) === this.query.label ? "true" : nothing}
            aria-label="What speaks for ${one.label}, ${percent(one.share)}"><span class="name">${one.label}</span>
            <span class="value">${percent(one.share)}</span><span class="share" ${styles({ width: `${(100 * one.share) / most}%` })}></span></a></li>`,
        )}
      </ol>
      <p class="note">Choose one to see what speaks for it.</p>
    </section>`;
  }

  /** The channels that support the label chosen. */
  evidence() {
    const { support, model, query } = this;
    if (query.label === undefined || !support) {
      return nothing;
    }
    const units = support.channels.slice(0, COUNT).map((one) => ({ ...one, caption: signed(one.value) }));
    return html`<section>
      <h2>What speaks for ${support.label}</h2>
      <p class="note">Channels of <a href=${to.layer(model.id, support.layer)}>${support.name}</a>, by activation times
        gradient; the map over the photograph shows where.</p>
      ${this.row({ layer: support.layer, name: support.name, units })}
    </section>`;
  }

  strongest() {
    if (!this.units) {
      return this.problem ? nothing : html`<p class="loading" role="status">Looking …</p>`;
    }
    const layers = [...this.units.layers].reverse().filter(({ units }) => units.length > 0);
    return html`<section>
      <h2>${this.query.at ? "Units that respond to this place" : "Strongest units"}</h2>
      ${layers.map(
        (layer) => html`<div class="strongest">
          <h3><a href=${to.layer(this.model.id, layer.layer)}>${layer.name}</a></h3>
          ${this.row({ ...layer, units: layer.units.map((one) => ({ ...one, caption: value(one.value) })) })}
        </div>`,
      )}
    </section>`;
  }

  row({ layer, name, units }) {
    const { model, query } = this;
    return html`<ul class="thumbs seen">
      ${units.map(({ unit, label, caption }) => {
        const map = `${layer}:${unit}`;
        const on = query.map === map;
        return html`<li>
          <a class="thumb" href=${this.href({ ...query, map: on ? undefined : map })} aria-current=${on ? "true" : nothing}
            aria-label="Where unit ${unit} of ${name} is active, value ${caption}">
            <phos-small .network=${model.id} .layer=${name} .unit=${unit}></phos-small></a>
          <span class="caption"><a class="number" href=${to.unit(model.id, layer, unit)} aria-label="Unit ${ofUnit(name, unit)}">${unit}</a>
            ${label ? html`<span class="label">${label}</span>` : nothing}<span class="value">${caption}</span></span>
        </li>`;
      })}
    </ul>`;
  }
}

customElements.define("phos-seen", PhosSeen);
