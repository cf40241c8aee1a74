import type { ServerKey } from "@nearside/shared/oauth/metadata.ts";
import type { Session } from "../session/session.ts";

/**
 * A fetched set is used for this time, within which none is fetched again, whatever key is wanted (protocol §2): a key
 * that the server gave up is given up here within a minute.
 */
const MAX_AGE_SECONDS = 60;

/** The services that reading a server's keys takes. */
export interface ServerKeysServices {
  /** The fetched keys. */
  readonly session: Pick<Session, "serverKeys">;
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
  { session, fetchKeys, now }: ServerKeysServices,
): Promise<{ readonly issuer: string; readonly serverKeys: readonly ServerKey[] }> {
  const cached = await session.serverKeys.read(issuer);
  if (cached !== undefined) {
    const age = now() - cached.fetched_at;
    // a negative age means that the clock was set back
    if (age >= 0 && age < MAX_AGE_SECONDS) return { issuer, serverKeys: cached.keys };
  }
  const keys = [...(await fetchKeys(issuer))];
  await session.serverKeys.keep(issuer, { keys, fetched_at: now() });
  return { issuer, serverKeys: keys };
}
