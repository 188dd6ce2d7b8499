/** The networks that the server knows and that are not open yet. */
import { LitElement, html, nothing } from "lit";
import { forget } from "../data.js";
import { go, to } from "../route.js";
import { networks, openNetwork } from "./api.js";

class PhosOpener extends LitElement {
  static properties = { known: { state: true }, busy: { state: true }, problem: { state: true } };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    networks().then(
      ({ networks: all }) => (this.known = all.filter((one) => !one.open)),
      (problem) => (this.problem = problem),
    );
  }

  render() {
    const { known = [], busy, problem } = this;
    if (known.length === 0 && !problem) {
      return nothing;
    }
    return html`<section class="opener" aria-label="More networks">
      <h2>Open another network</h2>
      <p class="mistake" role="alert">${problem?.message ?? ""}</p>
      <ul>
        ${known.map(
          (one) => html`<li>
            <button type="button" ?disabled=${busy !== undefined} aria-describedby="about-${one.number}"
              @click=${() => this.open(one)}>${one.name}</button>
            <span class="note" id="about-${one.number}">${busy === one.number ? "Opening …" : aboutOf(one)}</span>
          </li>`,
        )}
      </ul>
      <p class="unseen" role="status">${busy === undefined ? "" : "Opening …"}</p>
    </section>`;
  }

  async open({ number }) {
    this.busy = number;
    this.problem = undefined;
    try {
      const { id } = await openNetwork(number);
      forget();
      go(to.network(id));
    } catch (problem) {
      this.problem = problem;
    }
    this.busy = undefined;
  }
}

function aboutOf({ about, title, present }) {
  return [about ?? title, present === false ? "is downloaded first" : ""].filter(Boolean).join(" · ");
}

customElements.define("phos-opener", PhosOpener);
