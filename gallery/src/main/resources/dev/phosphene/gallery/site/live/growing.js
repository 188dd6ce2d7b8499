/** An image while it grows, and when it is finished. */
import { html, nothing } from "lit";
import { styles } from "../styles.js";
import { Watching } from "./watching.js";

const MOST = 4; // times its own width, as for finished images
const CALM = 1000; // milliseconds between frames for people who want little motion
const calm = matchMedia("(prefers-reduced-motion: reduce)");

class PhosGrowing extends Watching {
  static properties = { ...Watching.properties, alt: {}, shown: { state: true }, drawnWidth: { state: true } };

  constructor() {
    super();
    this.shown = 0;
  }

  render() {
    const { images, state, problem, frame } = this.rendering;
    if (images.length > 0) {
      return this.finished(images);
    }
    if (problem && !frame) {
      return html`<div class="picture growing"><span class="tile missing"></span></div>`;
    }
    return html`<div class="picture growing" ${styles({ "max-width": this.widest() })}>
      <canvas role="img" aria-label="${this.alt}, ${SAYS[state] ?? "growing"}" width="1" height="1"></canvas>
    </div>`;
  }

  finished(images) {
    const image = images[this.shown] ?? images[0];
    const { width, height } = this.rendering;
    return html`<div class="picture growing" ${styles({ "max-width": this.widest() })}>
        <img src=${image} alt=${this.alt} width=${width ?? nothing} height=${height ?? nothing} />
      </div>
      ${images.length > 1
        ? html`<ul class="thumbs answers" aria-label="All images">
            ${images.map(
              (one, i) => html`<li><button type="button" aria-pressed=${one === image} aria-label="Image ${i + 1}"
                @click=${() => (this.shown = i)}><span class="tile"><img class="whole" src=${one} alt="" /></span></button></li>`,
            )}
          </ul>`
        : nothing}`;
  }

  /** The width from which on an image would only be blurred; unknown until a frame is there. */
  widest() {
    const width = this.rendering.width ?? this.drawnWidth;
    return width ? `${MOST * width}px` : "none";
  }

  updated() {
    const { frame } = this.rendering;
    if (this.widest() !== "none") {
      this.closest(".unit")?.style.setProperty("--widest", this.widest()); // the column is no wider
    }
    if (frame && frame !== this.drawn && !this.rendering.image) {
      const now = performance.now();
      if (calm.matches && this.drawn && now - this.at < CALM) {
        return;
      }
      this.drawn = frame;
      this.at = now;
      this.draw(frame);
    }
    if (!frame) {
      this.drawn = undefined;
    }
  }

  async draw(frame) {
    const bytes = Uint8Array.from(atob(frame), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
    const canvas = this.querySelector("canvas");
    if (canvas && this.drawn === frame) {
      this.drawnWidth = bitmap.width;
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      canvas.getContext("2d").drawImage(bitmap, 0, 0);
      canvas.dataset.frames = Number(canvas.dataset.frames ?? 0) + 1;
    }
    bitmap.close();
  }
}

const SAYS = { asked: "asked for", waiting: "waiting for its turn", cancelled: "cancelled", failed: "failed" };

customElements.define("phos-growing", PhosGrowing);
