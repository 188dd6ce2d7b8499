/** The token of the address becomes a cookie, and leaves the address. */
const TOKEN = /^#token=([A-Za-z0-9_-]+)(?:&(.*))?$/;
const url = new URL("../../api/1/session", import.meta.url);

/** Whether an address brings a token. */
export const carriesToken = (hash) => TOKEN.test(hash);

/**
 * Exchanges the token, if the address has one. A token that is refused is told by what needs it: the
 * page goes on, and the first request says that the server was started anew.
 */
export async function enter() {
  const [, token, rest] = TOKEN.exec(location.hash) ?? [];
  if (token === undefined) {
    return;
  }
  history.replaceState(history.state, "", `#/${rest ?? ""}`);
  await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token }),
  }).catch(() => undefined);
}
