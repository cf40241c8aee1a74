import type { Answer, Ask } from "@nearside/shared/api/page-messages.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { policyRefusal } from "../policy/policy-rule.ts";
import type { Login } from "../session/session.ts";
import type { PageAsker } from "./asker.ts";
import type { Services } from "./services.ts";

// The logins that this extension has met and remembers until they end (protocol §4.5).

/**
 * Reads the login that this extension met for a page of that origin.
 *
 * @throws Refused `nonce_mismatch`: the page has to meet the command line (again), for instance since the browser was
 * restarted
 */
export async function metLogin(
  requestHash: string,
  origin: string,
  services: Pick<Services, "session">,
): Promise<Login> {
  const login = await services.session.logins.read(requestHash);
  return login !== undefined && login.issuer === origin ? login : refuse("nonce_mismatch", "meeting");
}

/** Removes every sign of a login that has ended. */
export async function clearSettled(
  ask: Extract<Ask, { kind: "settled" }>,
  asker: PageAsker,
  { session, badge }: Pick<Services, "session" | "badge">,
): Promise<Answer> {
  const login = await session.logins.read(ask.request_hash);
  if (login?.issuer === asker.origin) {
    await session.logins.forget(ask.request_hash);
    await badge.clear(asker.tab);
    if (login.tab !== asker.tab) await badge.clear(login.tab);
  }
  return { kind: "cleared" };
}

/** Forgets the logins that the organisation's settings no longer allow. */
export async function policyChanged({
  policy,
  session,
  badge,
}: Pick<Services, "policy" | "session" | "badge">): Promise<void> {
  const now = await policy.settled();
  for (const [hash, { issuer, tab }] of await session.logins.all()) {
    if (policyRefusal(now, issuer) === undefined) continue;
    await session.logins.forget(hash);
    await badge.clear(tab);
  }
}
