/** How far a rendering is, how fast it goes, and the button that stops it. */
import { html, nothing } from "lit";
import { curve } from "../curve.js";
import { count, value } from "../text.js";
import { Watching } from "./watching.js";

const QUARTERS = ["", "A quarter is done.", "Half is done.", "Three quarters are done."];
const LIVENESS = { dead: " The unit is dead: no image excites it.", undecided: " It may need more steps." };

class PhosProgress extends Watching {
  render() {
    const { rendering } = this;
    const { state, step, steps, problem } = rendering;
    return html`<div class="progress" data-state=${state}>
        ${rendering.busy
          ? html`<progress aria-label="Steps" max=${steps || 1} .value=${steps ? step : 0}></progress>
              <p class="note">${facts(rendering)}</p>
              <button type="button" class="cancel" @click=${() => this.stop()}>Cancel</button>`
          : nothing}
        ${state === "done" ? html`<p class="note">${ended(rendering)}</p>` : nothing}
        ${state === "cancelled"
          ? html`<p class="note">Cancelled${step ? ` at step ${count(step)}` : ""}.</p>${this.anew("Start again")}`
          : nothing}
        ${state === "failed"
          ? html`<p class="mistake" role="alert">${problem.text === undefined ? problem.message : "The objective has a mistake."}</p>${this.anew("Try again")}`
          : nothing}
        <span class="unseen" role="status">${spoken(rendering)}</span>
      </div>
      ${curve([{ name: "Objective", ...rendering.curve }], rendering.busy ? rendering.steps : 0)}`;
  }

  anew(text) {
    return html`<button type="button" @click=${() => this.rendering.again()}>${text}</button>`;
  }

  /** The button goes; the one that takes its place has the focus. */
  async stop() {
    this.rendering.cancel();
    await this.updateComplete;
    this.querySelector("button")?.focus();
  }
}

function facts({ state, position, step, steps, rate, left }) {
  if (state !== "running") {
    return position > 1 ? `Waiting; ${count(position - 1)} before it` : "Waiting for its turn …";
  }
  return [
    steps ? `Step ${count(step)} of ${count(steps)}` : "Starting …",
    rate ? `${value(rate)} steps a second` : "",
    left === undefined ? "" : `${time(left)} left`,
  ]
    .filter(Boolean)
    .join(" · ");
}

function ended({ value: reached, steps, liveness }) {
  return [
    typeof reached === "number" ? `Value ${value(reached)}` : "Finished",
    steps ? ` after ${count(steps)} steps.` : ".",
    LIVENESS[liveness] ?? "",
  ].join("");
}

/** Said at each quarter, so that a screen reader is not drowned in steps. */
function spoken(rendering) {
  switch (rendering.state) {
    case "running":
      return rendering.steps ? QUARTERS[Math.min(3, Math.floor((4 * rendering.step) / rendering.steps))] : "";
    case "done":
      return `The image is finished. ${ended(rendering)}`;
    case "cancelled":
      return "Cancelled.";
    default:
      return "";
  }
}

/** 75 as "1 min 15 s". */
function time(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [
    [Math.floor(whole / 3600), "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole % 60, "s"],
  ].filter(([n]) => n > 0);
  return parts.slice(0, 2).map((part) => part.join(" ")).join(" ") || "0 s";
}

customElements.define("phos-progress", PhosProgress);
