/** The page: where we are, the view that an address asks for, and the keys that work everywhere. */
import { LitElement, html, nothing } from "lit";
import "./keys.js";
import "./view-compare-networks.js";
import "./view-compare-units.js";
import "./view-layer.js";
import "./view-network.js";
import "./view-networks.js";
import "./view-unit.js";
import "./live/connection.js";
import { dropping } from "./live/dropping.js";
import { carriesToken, enter } from "./live/session.js";
import "./live/view-objective.js";
import "./live/view-photo.js";
import { gallery } from "./data.js";
import { live } from "./live/api.js";
import { message, unknown } from "./message.js";
import { lastUnit } from "./remembered.js";
import { go, parse, to, trail } from "./route.js";
import { Scrolling } from "./scrolling.js";

/** Fields that Escape empties before it leads away. */
const TYPED = 'input:not([type]), input[type="search"], input[type="number"]';

class PhosApp extends LitElement {
  static properties = { route: { state: true }, crumbs: { state: true }, complaint: { state: true } };

  constructor() {
    super();
    this.route = parse(location.hash);
    this.crumbs = [];
    this.scrolling = new Scrolling();
    this.onHash = () => this.move();
    this.onKey = (event) => this.key(event);
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    this.replaceChildren(); // what stands here until the program runs
    super.connectedCallback();
    addEventListener("hashchange", this.onHash);
    addEventListener("keydown", this.onKey);
    this.takeDrops();
    this.addEventListener("arrived", (event) => this.arrived(event.detail));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.onHash);
    removeEventListener("keydown", this.onKey);
    this.endDrops?.();
  }

  /** A photograph that is dropped goes through the network, or the two, that are in sight. */
  async takeDrops() {
    if (await live().catch(() => undefined)) {
      this.endDrops = dropping(
        async (photo) => {
          const { network, networks } = this.route;
          const first = network ?? (await gallery()).networks[0]?.id;
          if (networks) {
            go(to.compareNetworks(...networks, {}, { photo }));
          } else if (first !== undefined) {
            go(to.photo(first, photo));
          }
        },
        (problem) => (this.complaint = problem.message),
      );
    }
  }

  move() {
    if (carriesToken(location.hash)) {
      enter().then(() => location.reload());
      return;
    }
    const next = parse(location.hash);
    this.complaint = undefined;
    this.turned = next.path !== this.route.path || next.view !== this.route.view;
    if (this.turned) {
      this.scrolling.leave();
    }
    this.route = next;
    this.unknown();
  }

  firstUpdated() {
    this.unknown();
  }

  unknown() {
    if (this.route.view === "unknown") {
      this.updateComplete.then(() => this.arrived({ title: unknown.message, crumbs: trail(this.route) }));
    }
  }

  /** A new page begins at its top with its heading, for eyes and for screen readers. */
  arrived({ title, crumbs, keepsFocus }) {
    document.title = title === "Networks" ? "Phosphene" : `${title} · Phosphene`;
    this.crumbs = crumbs;
    if (this.route.view !== "unit") {
      lastUnit.forget();
    }
    const heading = this.querySelector("h1");
    if (this.turned && !keepsFocus) {
      this.updateComplete.then(() => {
        heading?.focus({ preventScroll: true });
        this.scrolling.arrive();
      });
    }
    this.turned = false;
    this.dataset.settled = this.route.path;
  }

  key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const within = (selector) => event.target.closest?.(selector);
    const view = this.querySelector("main")?.firstElementChild;
    if (event.key === "Escape" && !within("dialog, select") && !(within(TYPED) && event.target.value)) {
      this.up();
    } else if (within("input, select, textarea, dialog")) {
      return;
    } else if (event.key === "?") {
      this.querySelector("phos-keys").open();
    } else if (event.key === "/" && this.querySelector('input[type="search"]')) {
      event.preventDefault();
      this.querySelector('input[type="search"]').focus();
    } else if (!within("[role=region], .graph") && view?.onKey?.(event.key)) {
      event.preventDefault();
    }
  }

  up() {
    const above = this.crumbs.at(-2);
    if (above) {
      go(above.href);
    }
  }

  render() {
    const { embed } = this.route;
    return html`${embed ? nothing : this.header()}<phos-connection></phos-connection>
      <p class="mistake" role="alert">${this.complaint ?? ""}</p>
      <main id="main" class=${embed ? "embedded" : ""} tabindex="-1">${this.view()}</main>
      ${embed ? this.whole() : nothing}
      <phos-keys></phos-keys>`;
  }

  header() {
    const skip = () => this.querySelector("main").focus();
    return html`<header>
      <button type="button" class="skip" @click=${skip}>Skip to the content</button>
      <a class="brand" href=${to.networks()}><img src=${new URL("icon.svg", import.meta.url).href} alt="" width="22" height="22" />Phosphene</a>
      <nav class="crumbs" aria-label="Where you are">
        <ol>
          ${this.crumbs.map((crumb, i) =>
            i === this.crumbs.length - 1
              ? html`<li aria-current="page">${crumb.text}</li>`
              : html`<li><a href=${crumb.href}>${crumb.text}</a></li>`,
          )}
        </ol>
      </nav>
      <button type="button" class="plain help" @click=${() => this.querySelector("phos-keys").open()}>Keys</button>
    </header>`;
  }

  /** From an embedded page to the same page with everything around it. */
  whole() {
    const href = location.hash.replace(/([?&])embed=1&?/, "$1").replace(/[?&]$/, "");
    return html`<footer class="whole"><a href=${href} target="_blank" rel="noopener">Open in the gallery</a></footer>`;
  }

  view() {
    const { route } = this;
    switch (route.view) {
      case "networks":
        return html`<view-networks .route=${route}></view-networks>`;
      case "network":
        return html`<view-network .route=${route}></view-network>`;
      case "layer":
        return html`<view-layer .route=${route}></view-layer>`;
      case "unit":
        return html`<view-unit .route=${route}></view-unit>`;
      case "objective":
        return html`<view-objective .route=${route}></view-objective>`;
      case "photo":
        return html`<view-photo .route=${route}></view-photo>`;
      case "compare-units":
        return html`<view-compare-units .route=${route}></view-compare-units>`;
      case "compare-networks":
        return html`<view-compare-networks .route=${route}></view-compare-networks>`;
      default:
        return message(unknown, route);
    }
  }
}

await enter();
customElements.define("phos-app", PhosApp);
