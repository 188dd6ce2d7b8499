/** An image in the making with everything around it: two columns that the views of units and objectives share. */
import { html, nothing } from "lit";
import "./growing.js";
import "./kept.js";
import "./objective-field.js";
import "./progress.js";
import "./settings-form.js";
import { go, to } from "../route.js";
import { aroundOf } from "./made.js";
import { photoFile } from "./api.js";

/** The picture's column. */
export const growing = (rendering, alt) =>
  html`<phos-growing .rendering=${rendering} .alt=${alt}></phos-growing>`;

/**
 * The other column, below the heading.
 *
 * @param {object} all
 *     rendering, model (network), objective (text), made (settings), name (of downloads), keeps, and
 *     change: what to do with other settings
 */
export function making({ rendering, model, objective, made, name, keeps, change }) {
  const typed = ({ detail }) => go(to.objective(model.id, detail, made));
  return html`<phos-progress .rendering=${rendering}></phos-progress>
    ${made.photo ? photograph(model.id, made.photo) : nothing}
    <phos-settings .rendering=${rendering} .made=${made} @made=${({ detail }) => change(detail)}></phos-settings>
    <phos-objective .rendering=${rendering} .network=${model.id} .layers=${model.layers.map((one) => one.name)} .text=${objective}
      .around=${aroundOf(made)} @objective=${typed}></phos-objective>
    <phos-kept .rendering=${rendering} .name=${name} .keeps=${keeps}></phos-kept>`;
}

function photograph(network, hash) {
  return html`<p class="source"><a href=${to.photo(network, hash)}><img src=${photoFile(hash)} alt="The photograph" width="72"
    /></a> <span class="note">The photograph that it is made with.</span></p>`;
}
