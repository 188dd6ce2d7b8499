/** A photograph may be dropped anywhere on the page. */
import { sent } from "./photographs.js";

const holdsFile = (event) => [...(event.dataTransfer?.items ?? [])].some((item) => item.kind === "file");

/**
 * Listens for files dropped on the page.
 *
 * @param {(hash: string) => void} take gets the photograph's hash
 * @param {(problem: Error) => void} refuse
 * @returns {() => void} stops listening
 */
export function dropping(take, refuse) {
  let depth = 0;
  const mark = () => document.documentElement.classList.toggle("dropping", depth > 0);
  const listeners = {
    dragenter: (event) => {
      if (holdsFile(event)) {
        depth++;
        mark();
      }
    },
    dragleave: () => {
      depth = Math.max(0, depth - 1);
      mark();
    },
    dragover: (event) => {
      if (holdsFile(event)) {
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      }
    },
    drop: (event) => {
      depth = 0;
      mark();
      const [file] = event.dataTransfer?.files ?? [];
      if (file) {
        event.preventDefault();
        sent(file).then(take, refuse);
      }
    },
  };
  for (const [name, listener] of Object.entries(listeners)) {
    addEventListener(name, listener);
  }
  return () => {
    for (const [name, listener] of Object.entries(listeners)) {
      removeEventListener(name, listener);
    }
  };
}
