/** Two units side by side. */
import { html, nothing } from "lit";
import "./picture.js";
import { curve } from "./curve.js";
import { layer, techniqueOf, unit } from "./data.js";
import { live } from "./live/api.js";
import { growing } from "./live/bench.js";
import { requestOf } from "./live/made.js";
import { needsServer } from "./live/needs-server.js";
import { ofUnit } from "./live/objective-text.js";
import { Rendering } from "./live/rendering.js";
import { go, to } from "./route.js";
import { rendered } from "./tile.js";
import { measured } from "./unit-facts.js";
import { View } from "./view.js";

class CompareUnitsView extends View {
  constructor() {
    super();
    this.renderings = [new Rendering("left"), new Rendering("right")];
  }

  load(route) {
    return Promise.all(
      route.units.map(async ({ network, layer: id, unit: number, text }) => {
        const found = await layer(network, id);
        const technique = techniqueOf(found, route.query.t);
        return { layer: found, technique, unit: await unit(found, number, text), server: await live() };
      }),
    );
  }

  /** Whether a side's image is made here and now. */
  makes({ technique, unit: one, server }) {
    return server && (Object.keys(this.route.made).length > 0 || !rendered(technique, one.unit));
  }

  updated() {
    const { data, route } = this;
    data?.forEach((side, i) => {
      const { network, layer: id, unit: number } = route.units[i];
      if (side.layer.id !== id || side.layer.model.id !== network || side.unit.unit !== number) {
        return; // the data of the address before
      }
      if (this.makes(side)) {
        this.renderings[i].ask(requestOf(network, ofUnit(side.layer.name, number), route.made));
      } else {
        this.renderings[i].leave();
      }
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.renderings.forEach((one) => one.leave());
  }

  about(pair) {
    const title = pair.map((one) => `${one.layer.name} ${one.unit.unit}`).join(" and ");
    return { title, crumbs: [{ text: "Networks", href: to.networks() }, { text: "Two units", href: "" }] };
  }

  show(pair) {
    const [one, other] = this.route.units;
    const { t } = this.route.query;
    const { made } = this.route;
    if (!pair[0].server && Object.keys(made).length > 0) {
      return needsServer("It renders two units with settings of your own.");
    }
    const shown = pair.filter((side) => side.technique && !this.makes(side));
    const name = ({ layer: of, unit: { unit: number } }) => `${of.name} ${number}`;
    const curves = shown.map((side) => ({
      name: name(side),
      ...side.unit.techniques?.[side.technique.id]?.curve,
    }));
    return html`<h1 tabindex="-1">Two units</h1>
      <p class="lead"><a href=${to.compareUnits(other, one, t, made)}>Swap them</a></p>
      <div class="pair">${pair.map((side, i) => this.side(side, i))}</div>
      <div class="under">
        ${shown.length === 2 ? measured(shown, shown.map(name)) : nothing} ${curve(curves)}
      </div>
      ${pair[0].server
        ? html`<phos-settings .rendering=${this.renderings[0]} .made=${made}
            @made=${({ detail }) => go(to.compareUnits(one, other, t, detail))}></phos-settings>`
        : nothing}`;
  }

  side(all, i) {
    const { layer: of, technique, unit: one } = all;
    const { network } = this.route.units[i];
    const label = of.labels?.[one.unit];
    return html`<section>
      ${this.makes(all)
        ? growing(this.renderings[i], `Image that excites unit ${one.unit} of ${of.name}`)
        : technique
        ? html`<phos-picture .layer=${of} .technique=${technique} .unit=${one}></phos-picture>`
        : html`<p>No image yet.</p>`}
      <h2><a href=${to.unit(network, of.id, one.unit, technique?.id, this.route.made)}>${of.name}
        <span class="number">${one.unit}</span></a></h2>
      <p class="note">${[label, of.model.name, technique?.title].filter(Boolean).join(" · ")}</p>
      ${this.makes(all) ? html`<phos-progress .rendering=${this.renderings[i]}></phos-progress>` : nothing}
    </section>`;
  }
}

customElements.define("view-compare-units", CompareUnitsView);
