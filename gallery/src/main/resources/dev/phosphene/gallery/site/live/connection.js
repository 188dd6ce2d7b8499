/** Says that the connection to the server is lost, and that it is back. */
import { LitElement, html } from "lit";
import { events } from "./events.js";

const TEXTS = {
  lost: "The connection to the server is lost. Trying again …",
  stranger: "The server was started anew. Open the address that it printed.",
};

class PhosConnection extends LitElement {
  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.onChange = () => this.requestUpdate();
    events.addEventListener("connection", this.onChange);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    events.removeEventListener("connection", this.onChange);
  }

  render() {
    const text = TEXTS[events.connected];
    return html`<p class=${text ? "connection" : "unseen"} role="status">${text ?? ""}</p>`;
  }
}

customElements.define("phos-connection", PhosConnection);
