/** The stream of what happens on the server, and its way back after a lost connection. */
import { at, client, networks } from "./api.js";

const KINDS = ["state", "step", "done", "failed", "cancelled", "queue"];
const SOONEST = 500; // milliseconds until the first attempt to connect again
const LATEST = 8000;
const LINGER = 10000; // milliseconds from the last render to the end of the stream

/**
 * Passes on the server's events under their names, with the parsed data as {@code detail}, and
 * {@code connection} when {@link #connected} changed. There is one stream for the whole page, and only
 * while it waits for something: a browser opens six connections to a server, for all its tabs together.
 */
class Events extends EventTarget {
  constructor() {
    super();
    /** "no" before the first connection, then "yes", "lost", or "stranger" if the server is a new one. */
    this.connected = "no";
    this.wait = SOONEST;
  }

  /** Connects if need be; resolves as soon as the stream is open. */
  open() {
    clearTimeout(this.closing);
    this.opened ??= new Promise((resolve) => {
      this.resolve = resolve;
      this.connect();
    });
    return this.opened;
  }

  /** Nothing is waited for; the stream ends soon, unless it is needed again. */
  rest() {
    clearTimeout(this.closing);
    this.closing = setTimeout(() => {
      clearTimeout(this.trying);
      this.source?.close();
      this.opened = undefined;
      this.become("no");
    }, LINGER);
  }

  connect() {
    /** What the server knew at this time is in its first event. */
    this.began = performance.now();
    this.source = new EventSource(at("events", { client }));
    this.source.addEventListener("open", () => {
      this.wait = SOONEST;
      this.become("yes");
      this.resolve();
    });
    this.source.addEventListener("error", () => this.lost());
    for (const kind of KINDS) {
      this.source.addEventListener(kind, ({ data }) => this.pass(kind, JSON.parse(data)));
    }
  }

  pass(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  become(connected) {
    if (this.connected !== connected) {
      this.connected = connected;
      this.dispatchEvent(new CustomEvent("connection"));
    }
  }

  /** The browser would try again by itself, but not after every kind of failure. */
  lost() {
    this.source.close();
    this.become("lost");
    this.trying = setTimeout(() => this.again(), this.wait);
    this.wait = Math.min(LATEST, 2 * this.wait);
  }

  /** A stream does not tell why it was refused, an ordinary request does. */
  async again() {
    try {
      await networks();
      if (this.opened) {
        this.connect();
      }
    } catch (problem) {
      if (problem.stranger) {
        this.become("stranger");
        this.resolve();
      } else {
        this.lost();
      }
    }
  }
}

export const events = new Events();
