/** Small images of units, made while somebody looks at their places on the screen. */
import { LitElement, html } from "lit";
import { ofUnit } from "./objective-text.js";
import { Rendering } from "./rendering.js";

const MOST = 24; // asked for at once
const PAUSE = 120; // milliseconds before asking, so that what rushes past is not asked for
const done = new Map();
const wanted = new Set();
const asked = new Set();
let timer;

/** Tells when a small image is finished: {@code done} with its key. */
export const smalls = new EventTarget();

export const keyOf = (network, layer, unit) => `${network}\n${layer}\n${unit}`;

/** The address of a unit's small image, if it was made while this page is open. */
export const smallOf = (network, layer, unit) => done.get(keyOf(network, layer, unit));

/** Asks for what is nearest to the top of the screen first. */
function fill() {
  timer = undefined;
  const waiting = [...wanted].filter((one) => !asked.has(one) && !one.rendering.problem);
  const places = new Map(waiting.map((one) => [one, one.getBoundingClientRect()]));
  waiting.sort((a, b) => places.get(a).top - places.get(b).top || places.get(a).left - places.get(b).left);
  for (const one of waiting.slice(0, MOST - asked.size)) {
    asked.add(one);
    one.ask();
  }
}

function soon() {
  timer ??= setTimeout(fill, PAUSE);
}

const watch = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) {
        target.want();
      } else {
        target.drop();
      }
    }
  },
  { rootMargin: "60px" },
);

/** The place of one small image. */
class PhosSmall extends LitElement {
  static properties = {
    network: {},
    /** The layer's name in the network. */
    layer: {},
    unit: { type: Number },
    alt: {},
    state: { state: true },
  };

  constructor() {
    super();
    this.alt = "";
    this.rendering = new Rendering("grid");
    this.rendering.addEventListener("change", () => this.changed());
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    watch.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    watch.unobserve(this);
    this.drop();
  }

  willUpdate(changed) {
    if (["network", "layer", "unit"].some((name) => changed.has(name)) && this.hasUpdated) {
      const seen = wanted.has(this) || this.seen;
      this.drop();
      if (seen) {
        this.want();
      }
    }
  }

  get url() {
    return smallOf(this.network, this.layer, this.unit);
  }

  want() {
    this.seen = true;
    if (!this.url) {
      wanted.add(this);
      soon();
    }
  }

  /** Out of sight: what is not finished is cancelled. */
  drop() {
    this.seen = false;
    this.forgo();
    this.rendering.leave();
  }

  forgo() {
    wanted.delete(this);
    if (asked.delete(this)) {
      soon();
    }
  }

  ask() {
    const { network, layer, unit } = this;
    this.rendering.ask({ network, objective: ofUnit(layer, unit), seed: 0, settings: {}, small: true });
  }

  changed() {
    const { image, state, request, problem } = this.rendering;
    this.state = state;
    if (image && request.network === this.network && request.objective === ofUnit(this.layer, this.unit)) {
      const key = keyOf(this.network, this.layer, this.unit);
      done.set(key, image);
      this.forgo();
      smalls.dispatchEvent(new CustomEvent("done", { detail: key }));
      this.requestUpdate();
    } else if (problem?.status === 429) {
      asked.delete(this);
      this.rendering.clear();
      setTimeout(soon, 1000);
    } else if (problem) {
      this.forgo();
    }
  }

  render() {
    const { url, alt } = this;
    return url
      ? html`<span class="tile"><img class="whole" src=${url} alt=${alt} decoding="async" draggable="false" /></span>`
      : html`<span class="tile missing ${this.state === "running" ? "growing" : ""}"></span>`;
  }
}

customElements.define("phos-small", PhosSmall);

/** The small image of a unit of a layer. */
export const small = (layer, unit) =>
  html`<phos-small .network=${layer.model.id} .layer=${layer.name} .unit=${unit}></phos-small>`;

/** What stands for a layer's first technique as long as nothing was rendered. */
export const unmade = (layer) => ({ id: "feature", title: "Feature", units: layer.channels, done: 0, value: [] });
