/** A unit: its image, what is known about it, and the units around it. */
import { html, nothing } from "lit";
import "./copy.js";
import { comparison } from "./compare-form.js";
import { curve } from "./curve.js";
import { fileOf, fullSize, layer, techniqueOf, unit } from "./data.js";
import { live } from "./live/api.js";
import { growing, making } from "./live/bench.js";
import { requestOf } from "./live/made.js";
import { needsServer } from "./live/needs-server.js";
import { ofUnit } from "./live/objective-text.js";
import { Rendering } from "./live/rendering.js";
import { widest } from "./picture.js";
import { lastQuery, lastUnit } from "./remembered.js";
import { go, to } from "./route.js";
import { styles } from "./styles.js";
import { signed, value } from "./text.js";
import { row } from "./thumb.js";
import { failed, rendered } from "./tile.js";
import { measured } from "./unit-facts.js";
import { View } from "./view.js";

class UnitView extends View {
  constructor() {
    super();
    this.rendering = new Rendering("unit");
  }

  async load(route) {
    const found = await layer(route.network, route.layer);
    return { layer: found, unit: await unit(found, route.unit, route.text), server: await live() };
  }

  /** Whether the image is made here and now: the gallery has none, or the address asks for other settings. */
  makes({ layer: of, unit: one, server }) {
    const asked = Object.keys(this.route.made).length > 0;
    return server && (asked || !rendered(techniqueOf(of, this.route.query.t), one.unit));
  }

  updated() {
    const { data, route } = this;
    const settled = data && data.layer.id === route.layer && data.layer.model.id === route.network && data.unit.unit === route.unit;
    if (settled && this.makes(data)) {
      this.rendering.ask(requestOf(route.network, ofUnit(data.layer.name, route.unit), route.made));
    } else if (settled) {
      this.rendering.leave();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.rendering.leave();
  }

  about({ layer: { name, model, labels }, unit: { unit: number } }) {
    const { network, layer: id } = this.route;
    lastUnit.set(network, id, number);
    return {
      title: `${labels?.[number] ?? `Unit ${number}`} · ${name}`,
      crumbs: [
        { text: "Networks", href: to.networks() },
        { text: model.name, href: to.network(network) },
        { text: name, href: to.layer(network, id, { ...lastQuery.of(network, id), t: this.route.query.t }) },
        { text: String(number), href: to.unit(network, id, number, this.route.query.t, this.route.made) },
      ],
    };
  }

  /** The address of the unit so many numbers further, if there is one. */
  beside(step) {
    const number = this.route.unit + step;
    return number >= 0 && number < this.data.layer.channels
      ? to.unit(this.route.network, this.route.layer, number, this.route.query.t, this.route.made)
      : undefined;
  }

  onKey(key) {
    const href = { ArrowLeft: -1, ArrowRight: 1 }[key] && this.data && this.beside(key === "ArrowLeft" ? -1 : 1);
    if (href) {
      go(href);
    }
    return Boolean(href);
  }

  show({ layer: of, unit: one, server }) {
    const technique = techniqueOf(of, this.route.query.t);
    const number = one.unit;
    const label = one.label ?? of.labels?.[number];
    const makes = this.makes(this.data);
    if (!server && Object.keys(this.route.made).length > 0) {
      return needsServer("It renders a unit with settings of your own.");
    }
    if (!technique && !makes) {
      return html`<h1 tabindex="-1">${of.name} : ${number}</h1><p>This layer has no images yet.</p>`;
    }
    const made = one.techniques?.[technique?.id] ?? {};
    const { network } = this.route;
    const near = one.near?.map((other) => ({ layer: of.id, unit: other.unit, caption: value(other.cosine) }));
    return html`<div class="unit" ${styles({ "--widest": makes ? "1024px" : `${widest(technique)}px` })}>
        <div class="show">${makes
          ? growing(this.rendering, `Image that excites unit ${number}${label ? ` (${label})` : ""} of ${of.name}`)
          : html`<phos-picture .layer=${of} .technique=${technique} .unit=${one}></phos-picture>`}</div>
        <div class="tell">
          <h1 tabindex="-1"><span class="of">${of.name}</span> <span class="number">${number}</span></h1>
          ${label ? html`<p class="label">${label}</p>` : nothing}
          ${this.pager()} ${this.choice(of, technique)}
          ${makes
            ? this.making(of, one, server)
            : html`${curve([{ name: "Objective", ...made.curve }])}
                ${measured([{ layer: of, unit: one, technique }])}
                ${server ? this.offer(of, one) : nothing} ${this.keep(of, one, technique, made)}`}
          ${comparison(of, number, technique?.id, this.route.made)}
        </div>
      </div>
      ${examples(one)}
      ${row("Nearest units of this layer", "By the cosine of their weights.", near, network, technique?.id)}
      ${row("Fed by", "The largest weights from units of other layers.", linked(one.fed_by), network, technique?.id)}
      ${row("Feeds", "The largest weights to units of other layers.", linked(one.feeds), network, technique?.id)}`;
  }

  making(of, { unit: number }, server) {
    const { network, layer: id, query, made } = this.route;
    return making({
      rendering: this.rendering,
      model: of.model,
      objective: ofUnit(of.name, number),
      made,
      name: `${of.model.id}-${of.id}-${number}`,
      keeps: server.keep,
      change: (next) => go(to.unit(network, id, number, query.t, this.settled(of, number, next))),
    });
  }

  /** Where the gallery has an image, the address says that it is not meant, also with the usual settings. */
  settled(of, number, next) {
    const has = rendered(techniqueOf(of, this.route.query.t), number);
    return has && Object.keys(next).length === 0 ? { seed: "0" } : next;
  }

  /** From the gallery's image to one that is made now. */
  offer(of, { unit: number }) {
    const { network, layer: id, query } = this.route;
    return html`<p><a href=${to.unit(network, id, number, query.t, { seed: "0" })}>Watch it grow, with settings of your own</a></p>`;
  }

  pager() {
    const before = this.beside(-1);
    const after = this.beside(1);
    const link = (href, rel, text) =>
      href ? html`<a href=${href} rel=${rel}>${text}</a>` : html`<span aria-hidden="true">${text}</span>`;
    return html`<nav class="pager" aria-label="Units">
      ${link(before, "prev", "← Previous")} ${link(after, "next", "Next →")}
    </nav>`;
  }

  choice(of, technique) {
    if (of.offered.length < 2 || this.makes(this.data)) {
      return nothing;
    }
    const { network, layer: id, unit: number } = this.route;
    return html`<nav class="choice" aria-label="Technique">
      ${of.offered.map(
        (one) => html`<a href=${to.unit(network, id, number, one.id)}
          aria-current=${one.id === technique.id ? "true" : nothing}>${one.title}</a>`,
      )}
    </nav>`;
  }

  keep(of, one, technique, made) {
    const files = rendered(technique, one.unit) ? fullSize(of, one, technique) : [];
    return html`${made.command
        ? html`<h2>Make it again</h2>
            <phos-command .text=${made.command}></phos-command>`
        : nothing}
      ${files.length > 0 ? html`<p>${files.map((file, i) => this.download(of, one, technique, file, i))}</p>` : nothing}`;
  }

  download(of, { unit: number }, technique, file, i) {
    const which = i === 0 ? "" : `-${i + 1}`;
    const name = `${of.model.id}-${of.id}-${number}-${technique.id}${which}.${file.split(".").pop()}`;
    return i === 0
      ? html`<a href=${file} download=${name}>Download the image</a>`
      : html` · <a href=${file} download=${name} aria-label="Download image ${i + 1}">${i + 1}</a>`;
  }
}

/** Captions with the sign and size of the weight. */
function linked(units) {
  return units?.map((one) => ({ ...one, caption: signed(one.weight), showsLayer: true }));
}

function examples({ examples: found, base }) {
  if (!found || found.length === 0) {
    return nothing;
  }
  return html`<section class="row">
    <h2>Real images</h2>
    <p class="note">The places of real images that excite it most.</p>
    <ul class="thumbs">
      ${found.map(
        (one) => html`<li><figure class="thumb">
          <span class="tile"><img src=${fileOf(base, one.file) ?? ""} alt="Part of ${one.name ?? "an image"}"
            loading="lazy" decoding="async" @error=${failed} class="whole" /></span>
          <figcaption class="caption"><span class="of">${one.name}</span>
            <span class="value">${value(one.value)}</span></figcaption>
        </figure></li>`,
      )}
    </ul>
  </section>`;
}

customElements.define("view-unit", UnitView);
