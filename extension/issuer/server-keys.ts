import type { ServerKey } from "@nearside/shared/oauth/metadata.ts";
import type { FetchedKeys } from "../session/session.ts";
import type { Stored } from "../session/stored.ts";

/**
 * A fetched set is used for this time, within which none is fetched again, whatever key is wanted (protocol §2): a key
 * that the server gave up is given up here within a minute.
 */
const MAX_AGE_SECONDS = 60;

export interface ServerKeysMeans {
  readonly fetched: Stored<FetchedKeys>;
  readonly fetchKeys: (issuer: string) => Promise<readonly ServerKey[]>;
  /** Epoch seconds, by this browser's clock. */
  readonly now: () => number;
}

/**
 * The knowledge for checks of a server's statements: its keys, over TLS from the issuer itself. The issuer is pinned at
 * enrolment, its keys are not (protocol §2).
 *
 * @throws Refused `unreachable` if they had to be fetched and could not be
 */
export async function trustedServer(
  issuer: string,
  means: ServerKeysMeans,
): Promise<{ readonly issuer: string; readonly serverKeys: readonly ServerKey[] }> {
  const cached = await means.fetched.read(issuer);
  if (cached !== undefined) {
    const age = means.now() - cached.fetched_at;
    // a negative age means that the clock was set back
    if (age >= 0 && age < MAX_AGE_SECONDS) return { issuer, serverKeys: cached.keys };
  }
  const keys = [...(await means.fetchKeys(issuer))];
  await means.fetched.keep(issuer, { keys, fetched_at: means.now() });
  return { issuer, serverKeys: keys };
}
