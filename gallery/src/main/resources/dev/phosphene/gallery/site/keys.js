/** The list of keys. */
import { LitElement, html } from "lit";

const KEYS = [
  ["← ↑ ↓ →", "in a grid: to the unit beside; in a unit: previous and next"],
  ["Home, End", "first and last unit of the row; with Ctrl, of the layer"],
  ["Page up, Page down", "a screen of units further"],
  ["Enter", "open"],
  ["Escape", "back to what is above"],
  ["/", "search in a layer"],
  ["?", "this list"],
];

class PhosKeys extends LitElement {
  createRenderRoot() {
    return this;
  }

  open() {
    this.querySelector("dialog").showModal();
  }

  render() {
    return html`<dialog aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl>
        ${KEYS.map(([key, text]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${text}</dd></div>`)}
      </dl>
      <form method="dialog"><button autofocus>Close</button></form>
    </dialog>`;
  }
}

customElements.define("phos-keys", PhosKeys);
