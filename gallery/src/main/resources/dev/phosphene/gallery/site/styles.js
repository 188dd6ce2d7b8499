/** Styles that depend on data, under a content security policy that allows no style attributes. */
import { Directive, directive } from "lit/directive.js";
import { noChange } from "lit";

/** Sets properties one by one; Lit's own styleMap begins with the attribute. */
class Styles extends Directive {
  render() {
    return noChange;
  }

  update(part, [values]) {
    for (const [name, value] of Object.entries(values)) {
      part.element.style.setProperty(name, String(value));
    }
    return noChange;
  }
}

/** In the place of an attribute: {@code <div ${styles({height: "4px", "--row": 3})}>}. */
export const styles = directive(Styles);
