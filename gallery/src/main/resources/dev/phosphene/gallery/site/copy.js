/** A command with a button that copies it. */
import { LitElement, html } from "lit";

class PhosCommand extends LitElement {
  static properties = { text: {}, copied: { state: true } };

  createRenderRoot() {
    return this;
  }

  willUpdate(changed) {
    if (changed.has("text")) {
      this.copied = "";
    }
  }

  /** Without the right to the clipboard, as on an unencrypted host, the text is selected instead. */
  async copy() {
    try {
      await navigator.clipboard.writeText(this.text);
      this.copied = "Copied";
    } catch {
      getSelection().selectAllChildren(this.querySelector("code"));
      this.copied = "Selected; copy it with the keyboard";
    }
  }

  render() {
    return html`<div class="command">
      <pre tabindex="0" role="region" aria-label="Command"><code>${this.text}</code></pre>
      <button type="button" @click=${this.copy}>Copy</button>
      <span class="note" role="status">${this.copied}</span>
    </div>`;
  }
}

customElements.define("phos-command", PhosCommand);
