/** An objective of any kind: its text, the image that grows, and how it is made. */
import { html } from "lit";
import { network } from "../data.js";
import { go, to } from "../route.js";
import { styles } from "../styles.js";
import { View } from "../view.js";
import { growing, making } from "./bench.js";
import { live } from "./api.js";
import { requestOf } from "./made.js";
import { needsServer } from "./needs-server.js";
import { Rendering } from "./rendering.js";

class ObjectiveView extends View {
  constructor() {
    super();
    this.rendering = new Rendering("unit");
  }

  async load(route) {
    return { model: await network(route.network), server: await live() };
  }

  about({ model }) {
    const { o } = this.route.query;
    return {
      title: o || "Objective",
      crumbs: [
        { text: "Networks", href: to.networks() },
        { text: model.name, href: to.network(model.id) },
        { text: o || "Objective", href: "" },
      ],
    };
  }

  updated() {
    const { query, made } = this.route;
    if (this.data?.server && query.o && this.data.model.id === this.route.network) {
      this.rendering.ask(requestOf(this.route.network, query.o, made));
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.rendering.leave();
  }

  show({ model, server }) {
    if (!server) {
      return needsServer("It renders any objective.");
    }
    const { query, made } = this.route;
    const change = (next) => go(to.objective(model.id, query.o, next));
    return html`<div class="unit" ${styles({ "--widest": "1024px" })}>
      <div class="show">${growing(this.rendering, `Image that maximizes ${query.o}`)}</div>
      <div class="tell">
        <h1 tabindex="-1" class="long">${query.o || "Objective"}</h1>
        ${making({
          rendering: this.rendering,
          model,
          objective: query.o,
          made,
          name: `${model.id}-objective`,
          keeps: server.keep,
          change,
        })}
      </div>
    </div>`;
  }
}

customElements.define("view-objective", ObjectiveView);
