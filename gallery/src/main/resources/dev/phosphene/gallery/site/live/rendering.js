/** One image that the server makes: asked for, watched, cancelled. */
import { cancelRender, fileAt, startRender } from "./api.js";
import { events } from "./events.js";

const EARLY = 64; // events kept of renders whose number the page does not know yet
const early = new Map();
const running = new Map();

events.addEventListener("state", ({ detail }) => {
  const known = new Map((detail.renders ?? []).map((one) => [one.id, one]));
  for (const rendering of [...running.values()]) {
    rendering.reconnected(known.get(rendering.id));
  }
});

/** A page that closes takes along what it wanted for its grid; a large image may be wanted by what follows. */
addEventListener("pagehide", () => {
  for (const rendering of [...running.values()].filter((one) => one.view === "grid")) {
    rendering.release();
  }
});

for (const [kind, state] of Object.entries({ step: "running", done: "done", failed: "failed", cancelled: "cancelled" })) {
  events.addEventListener(kind, ({ detail }) => {
    const news = { ...detail, state: kind === "step" ? state : (detail.state ?? state) };
    const known = running.get(detail.id);
    if (known) {
      known.take(kind === "done" ? { ...news, state: "done", liveness: detail.liveness ?? liveness(detail) } : news);
    } else {
      early.set(detail.id, { kind, detail });
      if (early.size > EARLY) {
        early.delete(early.keys().next().value);
      }
    }
  });
}

events.addEventListener("queue", ({ detail }) => {
  for (const rendering of running.values()) {
    const place = detail.waiting.indexOf(rendering.id);
    if (place >= 0) {
      rendering.take({ position: place + 1 });
    }
  }
});

const liveness = ({ state }) => (["alive", "dead", "undecided"].includes(state) ? state : undefined);

/**
 * A place in a view where one image after another grows. It tells by {@code change} that something is
 * new. The server replaces what the same view of this page asked for before.
 */
export class Rendering extends EventTarget {
  /** @param {string} view such as "unit"; "grid" has many at once */
  constructor(view) {
    super();
    this.view = view;
    /** Counts what was asked for, so that a late answer is known as such. */
    this.turn = 0;
    this.clear();
  }

  clear() {
    this.turn++;
    this.id = undefined;
    /** "idle", "asked", "waiting", "running", "done", "failed" or "cancelled" */
    this.state = "idle";
    this.step = 0;
    this.steps = undefined;
    this.value = undefined;
    this.rate = undefined;
    this.left = undefined;
    this.frame = undefined;
    this.image = undefined;
    this.images = [];
    this.animation = undefined;
    this.key = undefined;
    this.command = undefined;
    this.problem = undefined;
    this.liveness = undefined;
    this.curve = { steps: [], values: [] };
  }

  get busy() {
    return ["asked", "waiting", "running"].includes(this.state);
  }

  /** Asks for an image unless it is the one that is shown or grows already. */
  ask(request) {
    const text = JSON.stringify(request);
    if (text !== this.text || this.state === "idle") {
      this.text = text;
      this.request = request;
      this.again();
    }
  }

  async again() {
    this.release();
    this.clear();
    this.state = "asked";
    this.changed();
    const { text, turn } = this;
    const late = () => turn !== this.turn;
    try {
      await events.open();
      if (late()) {
        return;
      }
      const answer = await startRender({ view: this.view, ...this.request });
      if (late()) {
        if (text !== this.text && answer.state !== "done") {
          cancelRender(answer.id).catch(() => undefined); // nobody waits for it any longer
        }
        return;
      }
      this.id = answer.id;
      this.since = performance.now();
      running.set(this.id, this);
      this.take(answer);
      const before = early.get(this.id);
      if (before && this.busy) {
        early.delete(this.id);
        events.pass(before.kind, before.detail);
      }
    } catch (problem) {
      if (!late()) {
        this.take({ state: "failed", problem });
      }
    }
  }

  /** After a lost connection the server tells what it has; what it has no more is asked for anew. */
  reconnected(news) {
    if (news) {
      this.take(news);
    } else if (this.busy && this.since < events.began) {
      this.again();
    }
  }

  take(news) {
    for (const name of ["state", "step", "steps", "rate", "left", "position", "key", "command", "liveness", "width", "height"]) {
      this[name] = news[name] ?? this[name];
    }
    this.value = news.value ?? this.value;
    this.problem = news.problem ?? (news.state === "failed" ? new Error(news.message ?? "It failed.") : undefined);
    this.frame = news.jpeg ?? this.frame;
    this.image = fileAt(news.image) ?? this.image;
    this.images = news.images?.map(fileAt) ?? (this.image ? [this.image] : []);
    this.animation = fileAt(news.animation) ?? this.animation;
    this.grow(news);
    if (!this.busy) {
      this.forget();
    }
    this.changed();
  }

  /** The curve of what the page has seen, until the server sends the whole one. */
  grow({ curve, step, value }) {
    if (curve?.steps?.length > 0) {
      this.curve = curve;
    } else if (step !== undefined && typeof value === "number" && step > (this.curve.steps.at(-1) ?? -1)) {
      this.curve = { steps: [...this.curve.steps, step], values: [...this.curve.values, value] };
    }
  }

  /** Stops it for good; what has grown so far stays in sight. */
  cancel() {
    this.release();
    if (this.busy) {
      this.turn++;
      this.state = "cancelled";
      this.changed();
    }
  }

  /** Nobody looks at it any longer. */
  leave() {
    this.release();
    this.text = undefined;
    this.clear();
  }

  release() {
    if (this.id !== undefined && this.busy) {
      this.forget();
      cancelRender(this.id).catch(() => undefined); // gone already, or with the server
    }
  }

  forget() {
    running.delete(this.id);
    if (running.size === 0) {
      events.rest();
    }
  }

  changed() {
    this.dispatchEvent(new CustomEvent("change"));
  }
}
