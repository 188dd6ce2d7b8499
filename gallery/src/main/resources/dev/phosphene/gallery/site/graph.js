/** A network's layer graph; the layers in the gallery are links and show some of their units. */
import { LitElement, html, nothing, svg } from "lit";
import { fileOf } from "./data.js";
import { smallOf, smalls } from "./live/small.js";
import { to } from "./route.js";
import { facts } from "./text.js";

const LETTER = 6.7; // width of a letter of a box's name, on the safe side
const TILE = 64; // side of a tile of a cover
const SMALLEST = 0.62; // the scale at which names can still be read

/** One tab stop: arrow keys move between the layers in the gallery. */
class PhosGraph extends LitElement {
  static properties = {
    model: { attribute: false },
    /** The layer to be pointed out, by its id. */
    near: {},
    active: { state: true },
    zoom: { state: true },
    seen: { state: true },
  };

  constructor() {
    super();
    this.active = 0;
    this.zoom = 1;
    this.seen = new Set();
    this.watch = undefined;
    this.onSmall = () => this.requestUpdate();
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    smalls.addEventListener("done", this.onSmall);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    smalls.removeEventListener("done", this.onSmall);
    this.watch?.disconnect();
    this.watch = undefined;
  }

  /** Covers are loaded when their box comes into the pane. */
  updated(changed) {
    const pane = this.querySelector(".pane");
    this.watch ??= new IntersectionObserver((entries) => this.see(entries), { root: pane, rootMargin: "100px" });
    if (changed.has("model") && pane) {
      this.zoom = Math.max(SMALLEST, Math.min(1.25, pane.clientWidth / this.model.drawing.width));
      this.seen = new Set();
      this.querySelectorAll("a.box").forEach((box) => this.watch.observe(box));
    }
    if (changed.has("near") && this.near) {
      this.reveal(this.querySelector(`a.box[data-id="${CSS.escape(this.near)}"]`));
    }
  }

  see(entries) {
    const ids = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target.dataset.id);
    if (ids.some((id) => !this.seen.has(id))) {
      this.seen = new Set([...this.seen, ...ids]);
    }
  }

  /** Scrolls the pane, never the page. */
  reveal(box) {
    const pane = this.querySelector(".pane");
    if (!box || !pane) {
      return;
    }
    const inner = box.getBoundingClientRect();
    const outer = pane.getBoundingClientRect();
    if (inner.top < outer.top || inner.bottom > outer.bottom) {
      pane.scrollTop += (inner.top + inner.bottom - outer.top - outer.bottom) / 2;
    }
    if (inner.left < outer.left || inner.right > outer.right) {
      pane.scrollLeft += (inner.left + inner.right - outer.left - outer.right) / 2;
    }
  }

  onKey(event) {
    const boxes = [...this.querySelectorAll("a.box")];
    const move = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const ends = { Home: 0, End: boxes.length - 1 }[event.key];
    const next = ends ?? (move === undefined ? undefined : this.active + move);
    if (next !== undefined && boxes[next]) {
      event.preventDefault();
      this.active = next;
      boxes[next].focus({ preventScroll: true });
      this.reveal(boxes[next]);
    }
  }

  render() {
    const { drawing, nodes, layers, name } = this.model;
    if (!drawing) {
      return nothing;
    }
    const wide = drawing.width * this.zoom;
    const tall = drawing.height * this.zoom;
    return html`<div class="pane">
        <svg class="graph" width=${wide} height=${tall} viewBox="0 0 ${drawing.width} ${drawing.height}"
          role="group" aria-label="Graph of ${name}" @keydown=${this.onKey}>
          <defs>
            <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">
              <path class="tip" d="M0 1 7 4 0 7z" />
            </marker>
          </defs>
          ${(drawing.edges ?? []).map(
            ({ points }) =>
              svg`<polyline class="edge" points=${points.map(([x, y]) => `${x},${y}`).join(" ")}
                marker-end="url(#tip)" />`,
          )}
          ${nodes.filter((node) => node.box && !node.layer).map((node) => plain(node))}
          ${layers.filter((node) => node.box).map((node, i) => this.box(node, i))}
        </svg>
      </div>
      <div class="zoom" role="group" aria-label="Size of the graph">
        <button type="button" aria-label="Smaller" @click=${() => this.scale(1 / 1.25)}>−</button>
        <button type="button" aria-label="Larger" @click=${() => this.scale(1.25)}>+</button>
      </div>`;
  }

  /** The first units, where the page has made them. */
  made(node, shown, side) {
    const [x, y] = node.box;
    return Array.from({ length: shown }, (_, unit) => smallOf(this.model.id, node.name, unit)).map((url, unit) =>
      url
        ? svg`<image href=${url} x=${x + 6 + unit * side} y=${y + 20} width=${side} height=${side} aria-hidden="true" />`
        : nothing,
    );
  }

  scale(factor) {
    this.zoom = Math.max(0.3, Math.min(2.5, this.zoom * factor));
  }

  box(node, index) {
    const [x, y, width, height] = node.box;
    const strip = height - 25;
    const cover = this.seen.has(node.id) ? fileOf(this.model.base, node.cover) : undefined;
    const tiles = Math.min(8, node.units ?? 8);
    const side = Math.min(strip, (width - 12) / Math.max(1, Math.min(tiles, Math.floor((width - 12) / strip))));
    const shown = Math.max(1, Math.min(tiles, Math.floor((width - 12) / side + 0.01)));
    return svg`<a class="box ${node.id === this.near ? "near" : ""}" data-id=${node.id}
      href=${to.layer(this.model.id, node.id)} tabindex=${index === this.active ? 0 : -1}
      @focus=${() => (this.active = index)}>
      <title>${node.name}: ${facts(node)}</title>
      <rect x=${x} y=${y} width=${width} height=${height} />
      <text x=${x + 6} y=${y + 14}>${fitted(node.name, width)}</text>
      ${cover && strip > 12
        ? svg`<svg x=${x + 6} y=${y + 20} width=${shown * side} height=${side}
            viewBox="0 0 ${TILE * shown} ${TILE}" aria-hidden="true">
            <image href=${cover} width=${TILE * tiles} height=${TILE} preserveAspectRatio="none" />
          </svg>`
        : strip > 12
          ? this.made(node, shown, side)
          : nothing}
    </a>`;
  }
}

function plain(node) {
  const [x, y, width, height] = node.box;
  return svg`<g class="plain">
    <title>${node.name}: ${facts(node)}</title>
    <rect x=${x} y=${y} width=${width} height=${height} />
    <text x=${x + 6} y=${y + 15}>${fitted(node.name, width)}</text>
    <text class="facts" x=${x + 6} y=${y + 31}>${begun(node.kind ?? "", width)}</text>
  </g>`;
}

/** The beginning of a text in the smaller type. */
function begun(text, width) {
  const letters = Math.floor((width - 12) / (0.9 * LETTER));
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}

/** The end of a name that is too long for its box: names of layers differ at their ends. */
function fitted(name, width) {
  const letters = Math.floor((width - 12) / LETTER);
  return name.length <= letters ? name : `…${name.slice(name.length - letters + 1)}`;
}

customElements.define("phos-graph", PhosGraph);
