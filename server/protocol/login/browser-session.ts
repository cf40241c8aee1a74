import { refuse } from "@nearside/shared/chain/refusal.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { getCookie, setCookie } from "hono/cookie";
import type { Call } from "../../platform/http/call.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithRandom } from "../../platform/surroundings.ts";
import { isSessionOfNonce } from "../../register/logins/nonce-store.ts";

// One cookie per browser, to which nonces and verdicts are bound (protocol §4.3). It proves only that the same
// browser comes back: no approval hangs on it (threat R2). This server made it where a nonce was given to it: the rows of the nonces
// say so, on every server beside this one and after a restart, so there is no list of sessions and no key to sign cookies with.

const NAME = "nearside";
const BYTES = 32;
const VALUE = /^[A-Za-z0-9_-]{43}$/;

/**
 * The browser's session, made now if it has none of ours: a cookie that another party put there is replaced. The caller gives the
 * session a nonce. Returns SHA-256 of the cookie: the cookie itself is stored nowhere.
 */
export async function openBrowserSession({ random, db }: WithDb & WithRandom, c: Call): Promise<string> {
  const shown = await findSession(c);
  if (shown !== undefined && (await isSessionOfNonce(db, shown))) return shown;
  const value = encodeBase64url(random(BYTES));
  setCookie(c, NAME, value, { prefix: "host", secure: true, httpOnly: true, sameSite: "Strict", path: "/" });
  return sha256Base64url(value);
}

/**
 * The session of a browser that comes back.
 *
 * @throws Refused `other_session`
 */
export async function demandBrowserSession(c: Call): Promise<string> {
  return (await findSession(c)) ?? refuse("other_session", "cookie");
}

async function findSession(c: Call): Promise<string | undefined> {
  const value = getCookie(c, NAME, "host");
  return value !== undefined && VALUE.test(value) ? sha256Base64url(value) : undefined;
}
