/** What stands on a static host where a view needs the server: the command that starts it. */
import { html } from "lit";
import "../copy.js";

/** @param {string} what what the server would do, as the rest of a sentence */
export function needsServer(what) {
  return html`<div class="message">
    <h1 tabindex="-1">This needs the live page</h1>
    <p>${what} This is a folder on a web host; the live page computes. With Phosphene on your machine and the network's
      file or the gallery's folder, this command starts it:</p>
    <phos-command .text=${"phosphene page MODEL"}></phos-command>
  </div>`;
}
