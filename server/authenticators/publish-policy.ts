import type { AuthenticatorPolicy } from "@nearside/shared/api/console/authenticator-policy.ts";
import { type Actor, byOf } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { authenticatorPolicyPublished } from "../audit/events/authenticator-policy-published.ts";
import { holdActor } from "../directory/hold-actor.ts";
import type { Ground } from "../ground.ts";
import type { Trx } from "../store/database.ts";
import { judgeOf } from "./judge-of.ts";
import { type Judge, unfitBecause } from "./judge-passkey.ts";
import { insertPolicy } from "./policy-store.ts";

export interface NewPolicy {
  readonly policy: AuthenticatorPolicy;
  readonly note: string | null;
  /** Whether passkeys that do not fit are ended too. Else they go on, and only enrolment asks. */
  readonly endsUnfit: boolean;
  /** The version that it was made from. */
  readonly after: number;
}

export type Publication =
  | { readonly state: "published"; readonly version: number }
  /** Somebody else published one meanwhile. */
  | { readonly state: "changed" }
  /** No owner would have a passkey left, and nobody could mend it in the console. */
  | { readonly state: "locks_out" };

/** Puts a policy into force from now on. What does not fit is ended afterwards, by `endUnfit`. */
export const publishPolicy = (ground: Ground, asked: NewPolicy, by: Actor): Promise<Publication> =>
  ground.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const judge = judgeOf(ground, asked.policy);
    if (asked.endsUnfit && !(await leavesAnOwner(trx, judge))) return { state: "locks_out" };
    const { policy, note, endsUnfit, after } = asked;
    const next = { policy, note, endsUnfit, actor: JSON.stringify(by), createdAt: judge.now };
    const version = await insertPolicy(trx, next, after);
    if (version === undefined) return { state: "changed" };
    const data = { policy, note, ends_unfit: endsUnfit, by: byOf(by) };
    await append(trx, authenticatorPolicyPublished(judge.now, String(version), data), { by });
    return { state: "published", version };
  });

async function leavesAnOwner(trx: Trx, judge: Judge): Promise<boolean> {
  const rows = await trx
    .selectFrom("passkeys")
    .innerJoin("bound_sets", "bound_sets.id", "passkeys.bound_set_id")
    .innerJoin("users", "users.id", "bound_sets.user_id")
    .select(["aaguid", "attestation_format", "attestation_verdict", "backup_eligible"])
    .where("users.role", "=", "owner")
    .where("users.state", "=", "active")
    .where("bound_sets.state", "=", "active")
    .where("passkeys.state", "=", "active")
    .execute();
  return rows.some((row) => unfitBecause({ ...row, backup_eligible: row.backup_eligible === 1 }, judge) === undefined);
}
