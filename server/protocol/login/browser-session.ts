import { refuse } from "@nearside/shared/chain/refusal.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { getCookie, setCookie } from "hono/cookie";
import type { Call } from "../../platform/http/call.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { WithRandom } from "../../platform/surroundings.ts";

// One cookie per browser, to which nonces and verdicts are bound (protocol §4.3). It proves only that the same
// browser comes back: no approval hangs on it (threat R2). It is a random value with its keyed hash, so that every process of this server
// knows it again, after a restart too, and there is no list of sessions.

const NAME = "nearside";
const BYTES = 32;
const COOKIE = /^([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/;

/**
 * The browser's session, made now if it has none of ours: a cookie that another party put there is replaced. The hash of one that is
 * kept is renewed with the secret, so it does not end while a login is under way. Returns SHA-256 of the cookie's value, which itself
 * is stored nowhere.
 */
export function openBrowserSession({ random, secrets }: WithRandom & WithSecrets, c: Call): Promise<string> {
  const shown = getCookie(c, NAME, "host");
  const value = ownValueIn(secrets, shown) ?? encodeBase64url(random(BYTES));
  const cookie = `${value}.${secrets.hash("browser_session", value)}`;
  if (cookie !== shown)
    setCookie(c, NAME, cookie, { prefix: "host", secure: true, httpOnly: true, sameSite: "Strict", path: "/" });
  return sha256Base64url(value);
}

/** The session of a browser that comes back; undefined if it shows no cookie of this server. */
export async function browserSessionOf({ secrets }: WithSecrets, c: Call): Promise<string | undefined> {
  const value = ownValueIn(secrets, getCookie(c, NAME, "host"));
  return value === undefined ? undefined : sha256Base64url(value);
}

/** The same, demanded. @throws Refused `other_session` */
export const demandBrowserSession = async (services: WithSecrets, c: Call): Promise<string> =>
  (await browserSessionOf(services, c)) ?? refuse("other_session", "cookie");

function ownValueIn(secrets: WithSecrets["secrets"], cookie: string | undefined): string | undefined {
  const [, value, hash] = COOKIE.exec(cookie ?? "") ?? [];
  return value !== undefined && hash !== undefined && secrets.isHash("browser_session", value, hash)
    ? value
    : undefined;
}
