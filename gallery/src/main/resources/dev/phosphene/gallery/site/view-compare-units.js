/** Two units side by side. */
import { html, nothing } from "lit";
import "./picture.js";
import { curve } from "./curve.js";
import { layer, techniqueOf, unit } from "./data.js";
import { to } from "./route.js";
import { measured } from "./unit-facts.js";
import { View } from "./view.js";

class CompareUnitsView extends View {
  load(route) {
    return Promise.all(
      route.units.map(async ({ network, layer: id, unit: number, text }) => {
        const found = await layer(network, id);
        const technique = techniqueOf(found, route.query.t);
        return { layer: found, technique, unit: await unit(found, number, text) };
      }),
    );
  }

  about(pair) {
    const title = pair.map((one) => `${one.layer.name} ${one.unit.unit}`).join(" and ");
    return { title, crumbs: [{ text: "Networks", href: to.networks() }, { text: "Two units", href: "" }] };
  }

  show(pair) {
    const [one, other] = this.route.units;
    const t = this.route.query.t;
    const shown = pair.filter(({ technique }) => technique);
    const name = ({ layer: of, unit: { unit: number } }) => `${of.name} ${number}`;
    const curves = shown.map((side) => ({
      name: name(side),
      ...side.unit.techniques?.[side.technique.id]?.curve,
    }));
    return html`<h1 tabindex="-1">Two units</h1>
      <p class="lead"><a href=${to.compareUnits(other, one, t)}>Swap them</a></p>
      <div class="pair">${pair.map((side, i) => this.side(side, i))}</div>
      <div class="under">
        ${shown.length === 2 ? measured(shown, shown.map(name)) : nothing} ${curve(curves)}
      </div>`;
  }

  side({ layer: of, technique, unit: one }, i) {
    const { network } = this.route.units[i];
    const label = of.labels?.[one.unit];
    return html`<section>
      ${technique
        ? html`<phos-picture .layer=${of} .technique=${technique} .unit=${one}></phos-picture>`
        : html`<p>No image yet.</p>`}
      <h2><a href=${to.unit(network, of.id, one.unit, technique?.id)}>${of.name}
        <span class="number">${one.unit}</span></a></h2>
      <p class="note">${[label, of.model.name, technique?.title].filter(Boolean).join(" · ")}</p>
    </section>`;
  }
}

customElements.define("view-compare-units", CompareUnitsView);
