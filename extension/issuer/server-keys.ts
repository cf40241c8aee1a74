import type { ServerKey } from "@nearside/shared/oauth/metadata.ts";
import type { Kept } from "../session/kept.ts";
import type { FetchedKeys } from "../session/session.ts";

/** A fetched set older than this is fetched again, so that a key the server gave up is soon given up here. Seconds. */
const FRESH_FOR = 600;
/** An unknown `kid` has the set fetched again at most so often (protocol §2). Seconds. */
const REFETCH_AFTER = 60;

export interface ServerKeysMeans {
  readonly fetched: Kept<FetchedKeys>;
  readonly fetchKeys: (issuer: string) => Promise<readonly ServerKey[]>;
  /** Seconds. */
  readonly now: () => number;
}

/**
 * What the checks of a server's statements need: its keys, over TLS from the issuer itself. The issuer is pinned at
 * enrolment, its keys are not (protocol §2).
 *
 * @param kids the keys that the statements at hand name
 * @throws Refused `unreachable` where they had to be fetched and could not be
 */
export async function knownServer(
  issuer: string,
  kids: readonly string[],
  means: ServerKeysMeans,
): Promise<{ readonly issuer: string; readonly serverKeys: readonly ServerKey[] }> {
  const kept = await means.fetched.read(issuer);
  if (kept !== undefined) {
    const age = means.now() - kept.fetched_at;
    const knowsAll = kids.every((kid) => kept.keys.some((key) => key.kid === kid));
    // an age below zero: the clock was set back
    if (age >= 0 && age < (knowsAll ? FRESH_FOR : REFETCH_AFTER)) return { issuer, serverKeys: kept.keys };
  }
  const keys = [...(await means.fetchKeys(issuer))];
  await means.fetched.keep(issuer, { keys, fetched_at: means.now() });
  return { issuer, serverKeys: keys };
}
