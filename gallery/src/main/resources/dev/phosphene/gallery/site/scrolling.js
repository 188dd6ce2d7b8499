/** Where each page was scrolled to, so that the browser's Back returns there. */
export class Scrolling {
  constructor() {
    history.scrollRestoration = "manual";
    this.tops = new Map();
    this.key = this.mark();
    addEventListener("scroll", () => this.tops.set(this.key, scrollY), { passive: true });
  }

  /** Until the next page is there, scrolling belongs to none. */
  leave() {
    this.key = undefined;
  }

  /** A page that is new in the history starts at its top, another one where it was left. */
  arrive() {
    this.key = this.mark();
    scrollTo(0, this.tops.get(this.key) ?? 0);
  }

  /** The number of the present entry of the history; a new entry gets one. */
  mark() {
    const known = history.state?.entry;
    const entry = known ?? Date.now() + Math.random();
    if (known === undefined) {
      history.replaceState({ entry }, "");
    }
    return entry;
  }
}
