import { LONGEST_API_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { byOf } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { passkeyRevoked } from "../audit/events/passkey-revoked.ts";
import { findSetOfPasskey, revokeCredential } from "../directory/revoke-keys.ts";
import type { Ground } from "../ground.ts";
import { touchedBy } from "../login/login.ts";
import { findLogin } from "../login/login-store.ts";
import type { Trx } from "../store/database.ts";
import { endFamilies, endFamily } from "./end-families.ts";
import { refuseLogins } from "./refuse-logins.ts";
import { type Revocation, revoking, type Why } from "./revocation.ts";

/**
 * Revokes one passkey for good. What it approved has ended; a login that waits for its approval may get it by another one. It may be
 * the machine's last: whoever revokes it so leaves a machine that approves nothing until a new ticket (protocol §3.7).
 *
 * @param credentialId as typed, base64url
 */
export const revokePasskey = (ground: Ground, credentialId: string, why: Why): Promise<Revocation> =>
  revoking(ground, why.by, (trx) => revokePasskeyIn(trx, ground, credentialId, why));

/** The same within a transaction, by somebody of whom it was asked whether they may. Announce what ended after the commit. */
export async function revokePasskeyIn(
  trx: Trx,
  ground: Ground,
  credentialId: string,
  { by, note }: Why,
): Promise<Revocation> {
  const boundSetId = await findSetOfPasskey(trx, credentialId);
  if (boundSetId === undefined) return { state: "unknown" };
  if (!(await revokeCredential(trx, credentialId))) return { state: "already" };
  const about = { bound_set_id: boundSetId, note, by: byOf(by) } as const;
  await append(trx, passkeyRevoked(ground.clock(), credentialId, about), { by });
  const ofSet = { column: "bound_set_id", value: boundSetId } as const;
  const logins = await refuseLogins(
    trx,
    { now: ground.clock(), by },
    ofSet,
    "passkey_revoked",
    (login) => "approval" in login && touchedBy(login.approval, credentialId),
  );
  const whose = { ...ofSet, and: { column: "credential_id", value: credentialId } } as const;
  const families = [...(await endFamilies(trx, ground, whose, "passkey_revoked", by))];
  for (const id of await familiesOfSecondTouch(trx, boundSetId, credentialId, ground.clock()))
    if (await endFamily(trx, ground, id, "passkey_revoked", by)) families.push(id);
  return { state: "revoked", ended: { logins, enrolments: [], families } };
}

/** Those whose approval took its touch beside another passkey's, by their id. */
async function familiesOfSecondTouch(
  trx: Trx,
  boundSetId: string,
  credentialId: string,
  now: number,
): Promise<readonly string[]> {
  const takenUntil = now - LONGEST_API_LEEWAY_SECONDS * 1000; // an API may still take what ended a moment ago
  const rows = await trx
    .selectFrom("token_families")
    .innerJoin("logins", "logins.id", "token_families.login_id")
    .select(["token_families.id", "token_families.login_id"])
    .where("token_families.bound_set_id", "=", boundSetId)
    .where("token_families.state", "=", "active")
    .where("token_families.expires_at", ">", takenUntil)
    .where("logins.data", "like", `%${credentialId}%`) // more than those, and few
    .orderBy("token_families.id")
    .execute();
  const found: string[] = [];
  for (const { id, login_id } of rows) {
    const login = await findLogin(trx, login_id);
    if (login !== undefined && "approval" in login && touchedBy(login.approval, credentialId)) found.push(id);
  }
  return found;
}
