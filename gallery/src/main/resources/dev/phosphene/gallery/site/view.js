/** What all views share: they load their data for an address and then show it. */
import { LitElement, html } from "lit";
import { reopen } from "./live/reopen.js";
import { message } from "./message.js";
import { trail } from "./route.js";

/**
 * A view of the site. It draws into the page itself, without a shadow root, so that one style sheet
 * and one order of focus hold for the whole page.
 */
export class View extends LitElement {
  static properties = {
    route: { attribute: false },
    data: { state: true },
    problem: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  willUpdate(changed) {
    if (changed.has("route")) {
      this.start(this.route);
    }
  }

  async start(route) {
    try {
      await reopen(route);
      const data = await this.load(route);
      if (route === this.route) {
        this.problem = undefined;
        this.data = data;
        await this.updateComplete;
        this.arrived(this.about(data));
      }
    } catch (problem) {
      if (route === this.route) {
        this.problem = problem;
        await this.updateComplete;
        this.arrived({ title: problem.message, crumbs: trail(route) });
      }
    }
  }

  /** Tells the page that it has new content: its title, and the way to it from the networks. */
  arrived(detail) {
    this.dispatchEvent(new CustomEvent("arrived", { bubbles: true, detail }));
  }

  render() {
    if (this.problem) {
      return message(this.problem, this.route);
    }
    return this.data ? this.show(this.data) : html`<p class="loading" role="status">Loading …</p>`;
  }
}
