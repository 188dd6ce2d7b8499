/** What stands on a static host where a view needs the server. */
import { html } from "lit";

/** @param {string} what what the server would do, as the rest of a sentence */
export function needsServer(what) {
  return html`<div class="message">
    <h1 tabindex="-1">This needs the live page</h1>
    <p>${what} This is a folder on a web host, which shows what was rendered; the live page computes.</p>
  </div>`;
}
