/** Numbers and names as people read them. */

const grouped = new Intl.NumberFormat("en-US");
const four = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });
const two = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 2 });
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 });

/** 12345 as "12,345". */
export const count = (n) => grouped.format(n);

/** Four significant digits, with a real minus sign. */
export const value = (x) => four.format(x).replace("-", "−");

/** A signed value, for weights. */
export const signed = (x) => (x > 0 ? "+" : "") + value(x);

/** A share in [0, 1] as a percentage. */
export const percent = (x) => `${two.format(100 * x)} %`;

/** 1234567 as "1.23M". */
export const short = (n) => compact.format(n);

/** "1 unit", "2 units". */
export const plural = (n, noun) => `${count(n)} ${noun}${n === 1 ? "" : "s"}`;

/** "512 units", or "100 of 512 units" while some are missing. */
export const progress = (done, all, noun) =>
  done === undefined || done >= all ? plural(all, noun) : `${count(done)} of ${plural(all, noun)}`;

/** What a node of the graph is, in a few words: kind, channels, size, receptive field. */
export function facts(node) {
  const parts = [node.kind];
  if (node.channels) {
    parts.push(plural(node.channels, "channel"));
  }
  if (node.size) {
    parts.push(`${node.size[1]} × ${node.size[0]}`);
  }
  if (node.receptive_field) {
    parts.push(`sees ${node.receptive_field} px`);
  }
  return parts.filter(Boolean).join(" · ");
}
