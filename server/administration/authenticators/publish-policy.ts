import {
  ANY_AUTHENTICATOR,
  type AuthenticatorPolicy,
  takesAny,
} from "@nearside/shared/api/console/authenticator-policy.ts";
import { isPrivileged, ROLES } from "@nearside/shared/roles.ts";
import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { authenticatorPolicyPublished } from "../../platform/audit/events/passkeys.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { criteriaOf, type PasskeyCriteria, unfitBecause } from "../../protocol/passkeys/judge-passkey.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/active-metadata.ts";
import { findPolicy, insertPolicy } from "../../register/passkeys/policy-store.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { mayGiveRoles } from "../../register/people/hold-person.ts";
import { consoleTexts } from "../../texts/console.ts";

interface NewPolicy {
  readonly policy: AuthenticatorPolicy;
  readonly note: string | null;
  /** True if passkeys that do not fit are ended too. Otherwise they continue, and only enrolment applies the policy. */
  readonly endsUnfit: boolean;
  /** The version that the author edited. */
  readonly after: number;
}

type Publication =
  | { readonly state: "published"; readonly version: number }
  /** Another version was published meanwhile. */
  | { readonly state: "changed" }
  /** No owner would have a passkey left to fix it with in the console. */
  | { readonly state: "locks_out" };

/**
 * Activates a policy from now on. `endUnfit` afterwards ends what does not fit. If that belongs to an owner, an
 * administrator or a rule author, only an owner may publish it, as with everything else that is theirs (threat I1). That also
 * holds if no owner could enrol their active passkey again: such a policy might lock everyone out (threat I6).
 *
 * @throws ConsoleError `not_permitted`
 */
export const publishPolicy = (
  services: WithClock & WithConfig & WithDb & WithMetadata,
  next: NewPolicy,
  by: Actor,
): Promise<Publication> =>
  services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const judge = criteriaOf(services, next.policy);
    const privileged = await privilegedPasskeys(trx);
    const fits = (passkey: PrivilegedPasskey) => unfitBecause(passkey, judge) === undefined;
    const isOwners = await mayGiveRoles(trx, by);
    const isAnOwnersFit = privileged.some((passkey) => isLiveOwners(passkey) && fits(passkey));
    if (!isAnOwnersFit && !isOwners && !takesAny(next.policy)) throw mayLockOut();
    if (next.endsUnfit && !privileged.every(fits) && !isOwners) throw endsWhatOwnersEnd();
    if (next.endsUnfit && !isAnOwnersFit) return { state: "locks_out" };
    const { policy, note, endsUnfit, after } = next;
    const row = { policy, note, endsUnfit, actor: JSON.stringify(by), createdAt: judge.now };
    const version = await insertPolicy(trx, row, after);
    if (version === undefined) return { state: "changed" };
    const data = { policy, note, ends_unfit: endsUnfit, by: byOf(by) };
    await append(trx, authenticatorPolicyPublished(judge.now, String(version), data), { by });
    return { state: "published", version };
  });

const mayLockOut = () =>
  new ConsoleError("not_permitted", {
    description: consoleTexts.authenticators.locksOwnersOut,
  });

const endsWhatOwnersEnd = () =>
  new ConsoleError("not_permitted", {
    description: consoleTexts.authenticators.privileged,
  });

/** Tells whether that policy takes any authenticator, or fits a passkey by which an owner can sign in now. */
export async function fitsAnOwner(db: Db | Trx, judge: PasskeyCriteria): Promise<boolean> {
  if (takesAny(judge.policy)) return true;
  const passkeys = await privilegedPasskeys(db);
  return passkeys.some((passkey) => isLiveOwners(passkey) && unfitBecause(passkey, judge) === undefined);
}

type PrivilegedPasskey = Awaited<ReturnType<typeof privilegedPasskeys>>[number];
const isLiveOwners = ({ role, user, device }: PrivilegedPasskey): boolean =>
  role === "owner" && user === "active" && device === "active";

/** Finds the active passkeys of all people who may change who gets in, or could once they are active again. */
async function privilegedPasskeys(trx: Db | Trx) {
  const rows = await trx
    .selectFrom("passkeys")
    .innerJoin("bound_sets", "bound_sets.id", "passkeys.bound_set_id")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .innerJoin("users", "users.id", "bound_sets.user_id")
    .select(["aaguid", "attestation_format", "attestation_verdict", "backup_eligible"])
    .select(["users.role", "users.state as user", "devices.state as device"])
    .where("users.role", "in", ROLES.filter(isPrivileged))
    .where("bound_sets.state", "=", "active")
    .where("passkeys.state", "=", "active")
    .execute();
  return rows.map((row) => ({ ...row, backup_eligible: row.backup_eligible === 1 }));
}

/**
 * Takes any authenticator again that the configuration takes, after a policy that lets no one in (threat I6). It also stops
 * ending what does not fit that policy.
 *
 * @returns the new version; null if the active one takes any already
 * @throws ConsoleError `not_permitted`; `conflict` if another policy is published at the same time
 */
export async function resetPolicy(
  services: WithClock & WithConfig & WithDb & WithMetadata,
  note: string | null,
  by: Actor,
): Promise<number | null> {
  const { version: after, policy } = await findPolicy(services.db);
  if (takesAny(policy)) return null;
  const next = { policy: ANY_AUTHENTICATOR, note, endsUnfit: false, after };
  const published = await publishPolicy(services, next, by);
  if (published.state !== "published") throw new ConsoleError("conflict");
  return published.version;
}
