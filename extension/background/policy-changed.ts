import { policyRefusal } from "../policy/policy-rule.ts";
import type { Ground } from "./ground.ts";

/** The organisation has changed its settings: of a login that they no longer allow, nothing is shown any more. */
export async function policyChanged({
  policy,
  session,
  badge,
}: Pick<Ground, "policy" | "session" | "badge">): Promise<void> {
  const now = await policy.settled();
  for (const [hash, { issuer, tab }] of await session.logins.all()) {
    if (policyRefusal(now, issuer) === undefined) continue;
    await session.logins.forget(hash);
    await badge.clear(tab);
  }
}
