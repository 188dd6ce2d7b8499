/** A grid of any number of units that draws only those near the screen. */
import { LitElement, html } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { step } from "./grid-keys.js";
import { styles } from "./styles.js";

const OVERSCAN = 2; // rows above and below the screen

/**
 * The grid scrolls with the page. It is one tab stop; arrow keys move inside it
 * (the pattern "Grid" of the ARIA Authoring Practices Guide).
 */
class PhosGrid extends LitElement {
  static properties = {
    /** Unit numbers in the order shown. */
    items: { attribute: false },
    /** From a unit to the content of its cell, a link. */
    cell: { attribute: false },
    /** Wanted width of a tile and height of what stands below it, in pixels. */
    size: { type: Number },
    caption: { type: Number },
    label: {},
    active: { state: true },
    shape: { state: true },
    rows: { state: true },
  };

  constructor() {
    super();
    this.items = [];
    this.size = 128;
    this.caption = 22;
    this.active = 0;
    this.rows = [0, 0];
    this.measure = new ResizeObserver(() => this.layOut());
    this.onScroll = () => {
      this.frame ??= requestAnimationFrame(() => {
        this.frame = undefined;
        this.look();
      });
    };
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.measure.observe(this);
    addEventListener("scroll", this.onScroll, { passive: true });
    addEventListener("resize", this.onScroll, { passive: true });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.measure.disconnect();
    removeEventListener("scroll", this.onScroll);
    removeEventListener("resize", this.onScroll);
  }

  willUpdate(changed) {
    if (changed.has("size") || changed.has("caption") || changed.has("items")) {
      this.active = Math.max(0, Math.min(this.active, this.items.length - 1));
      this.layOut();
    }
  }

  /** Whole tiles fill the width: they are as large as wanted or a little larger. */
  layOut() {
    const width = this.clientWidth;
    if (width === 0) {
      return;
    }
    const gap = this.size < 80 ? 4 : 10;
    const columns = Math.max(1, Math.floor((width + gap) / (this.size + gap)));
    const tile = Math.floor((width - (columns - 1) * gap) / columns);
    const height = tile + this.caption + gap;
    const count = Math.ceil(this.items.length / columns);
    this.shape = { gap, columns, tile, height, count };
    this.look();
  }

  look() {
    if (!this.shape) {
      return;
    }
    const { height, count } = this.shape;
    const above = -this.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(above / height) - OVERSCAN);
    const end = Math.min(count, Math.ceil((above + innerHeight) / height) + OVERSCAN);
    if (first !== this.rows[0] || end !== this.rows[1]) {
      this.rows = [first, end];
    }
  }

  /** Moves the tab stop to a unit; to the first one if the unit is not shown. */
  async moveTo(index, focus = true) {
    this.active = Math.max(0, Math.min(index, this.items.length - 1));
    await this.updateComplete;
    const link = this.querySelector('[tabindex="0"]');
    if (link && focus) {
      link.focus({ preventScroll: true });
    }
    link?.closest(".cell").scrollIntoView({ block: "nearest" });
  }

  onKey(event) {
    const page = Math.max(1, Math.floor(innerHeight / this.shape.height) - 1);
    const next = step(event, this.active, this.items.length, this.shape.columns, page);
    if (next !== undefined) {
      event.preventDefault();
      this.moveTo(next);
    }
  }

  render() {
    if (!this.shape || this.items.length === 0) {
      return "";
    }
    const { count, columns, height, tile, gap } = this.shape;
    const [first, end] = this.rows;
    const rows = Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
    const own = Math.floor(this.active / columns);
    if (own < first || own >= end) {
      rows.push(own); // the tab stop stays in the page
      rows.sort((a, b) => a - b); // in order, as an element that is moved loses the focus
    }
    const style = { height: `${count * height}px`, "--tile": `${tile}px`, "--gap": `${gap}px` };
    return html`<div class="grid" role="grid" aria-label=${this.label} aria-rowcount=${count}
      aria-colcount=${columns} ${styles(style)} @keydown=${this.onKey} @focusin=${this.onFocus}>
      ${repeat(rows, (row) => row, (row) => this.row(row))}
    </div>`;
  }

  row(row) {
    const { columns, height } = this.shape;
    const start = row * columns;
    const style = { transform: `translateY(${row * height}px)` };
    return html`<div class="line" role="row" aria-rowindex=${row + 1} ${styles(style)}>
      ${this.items.slice(start, start + columns).map(
        (unit, i) => html`<div class="cell" role="gridcell" aria-colindex=${i + 1} data-index=${start + i}>
          ${this.cell(unit, start + i === this.active ? 0 : -1)}
        </div>`,
      )}
    </div>`;
  }

  onFocus(event) {
    const cell = event.target.closest(".cell");
    if (cell) {
      this.active = Number(cell.dataset.index);
    }
  }
}

customElements.define("phos-grid", PhosGrid);
