/** What can be taken away of a finished image: its file, its animation, its command, a place in the gallery. */
import { html, nothing } from "lit";
import "../copy.js";
import { forget } from "../data.js";
import { keepImage } from "./api.js";
import { Watching } from "./watching.js";

class PhosKept extends Watching {
  static properties = {
    ...Watching.properties,
    /** Beginning of the names of downloaded files. */
    name: {},
    /** Whether the server has a gallery to add to. */
    keeps: { type: Boolean },
    answer: { state: true },
  };

  willUpdate(changed) {
    super.willUpdate(changed);
    if (this.answer && this.answer.key !== this.rendering.key) {
      this.answer = undefined;
    }
  }

  render() {
    const { state, images, animation, command } = this.rendering;
    return html`${state === "done" && images.length > 0
        ? html`<p class="take">
            ${images.map((file, i) => download(file, `${this.name}${i === 0 ? "" : `-${i + 1}`}`, i, images.length))}
            ${animation ? html`<a href=${animation} download="${this.name}.gif">Download the animation</a>` : nothing}
            ${this.keeps ? this.keeping() : nothing}
          </p>`
        : nothing}
      ${command ? html`<h2>The command</h2><phos-command .text=${command}></phos-command>` : nothing}`;
  }

  keeping() {
    const { address, problem, busy } = this.answer ?? {};
    return html`${address
        ? html`<a href=${address}>It is in the gallery</a>`
        : html`<button type="button" ?disabled=${busy} @click=${this.keep}>Add to the gallery</button>`}
      <span class="note" role="status">${problem ? problem.message : address ? "Added." : ""}</span>`;
  }

  async keep() {
    const { key, request } = this.rendering;
    this.answer = { key, busy: true };
    try {
      const { address } = await keepImage({ key, network: request.network, objective: request.objective });
      forget(request.network);
      forget();
      this.answer = { key, address };
    } catch (problem) {
      this.answer = { key, problem };
    }
  }
}

function download(file, name, i, all) {
  const text = all === 1 ? "Download the image" : `Image ${i + 1}`;
  return html`<a href=${file} download="${name}.png">${text}</a>`;
}

customElements.define("phos-kept", PhosKept);
