/** What draws a rendering anew whenever the rendering changes. */
import { LitElement } from "lit";

/** An element without a shadow root that shows its {@code rendering}. */
export class Watching extends LitElement {
  static properties = { rendering: { attribute: false } };

  constructor() {
    super();
    this.onChange = () => this.requestUpdate();
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.rendering?.addEventListener("change", this.onChange);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.rendering?.removeEventListener("change", this.onChange);
  }

  willUpdate(changed) {
    if (changed.has("rendering")) {
      changed.get("rendering")?.removeEventListener("change", this.onChange);
      this.rendering?.addEventListener("change", this.onChange);
    }
  }
}
