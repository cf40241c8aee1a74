import { LONGEST_API_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { passkeyRevoked } from "../../platform/audit/events/passkeys.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { touchedBy } from "../../register/logins/login.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import { findSetOfPasskey, revokeCredential } from "../../register/machines/revoke-keys.ts";
import { endFamilies, endFamily } from "../../register/tokens/end-families.ts";
import { refuseLogins } from "../login/end/refuse-logins.ts";
import { type Revocation, revoking, type Why } from "./revocation.ts";

/**
 * Revokes one passkey for good. Logins that it approved have ended; a login that waits for its approval may get it by another
 * one. It may be the machine's last: then the machine approves nothing until a new ticket (protocol §3.7).
 *
 * @param credentialId as typed, base64url
 */
export const revokePasskey = (
  services: WithChanges & WithClock & WithDb,
  credentialId: string,
  why: Why,
): Promise<Revocation> => revoking(services, why.by, (trx) => revokePasskeyIn(trx, services, credentialId, why));

/**
 * Revokes the passkey within a transaction. The caller checks first that the actor may do this, and announces after the commit
 * what ended.
 */
export async function revokePasskeyIn(
  trx: Trx,
  services: WithClock,
  credentialId: string,
  { by, note }: Why,
): Promise<Revocation> {
  const boundSetId = await findSetOfPasskey(trx, credentialId);
  if (boundSetId === undefined) return { state: "unknown" };
  if (!(await revokeCredential(trx, credentialId))) return { state: "already" };
  const about = { bound_set_id: boundSetId, note, by: byOf(by) } as const;
  await append(trx, passkeyRevoked(services.clock(), credentialId, about), { by });
  const ofSet = { column: "bound_set_id", value: boundSetId } as const;
  const logins = await refuseLogins(
    trx,
    { now: services.clock(), by },
    ofSet,
    "passkey_revoked",
    (login) => "approval" in login && touchedBy(login.approval, credentialId),
  );
  const whose = { ...ofSet, and: { column: "credential_id", value: credentialId } } as const;
  const tokensEnding = { reason: "passkey_revoked", by, now: services.clock() } as const;
  const families = [...(await endFamilies(trx, whose, tokensEnding))];
  for (const id of await familiesOfSecondTouch(trx, boundSetId, credentialId, services.clock()))
    if ((await endFamily(trx, id, tokensEnding)) !== undefined) families.push(id);
  return { state: "revoked", ended: { logins, enrolments: [], families, machines: [] } };
}

/** Finds the families whose approval took its touch beside another passkey's, ordered by id. */
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
    .where("logins.data", "like", `%${credentialId}%`) // these are a few more than those
    .orderBy("token_families.id")
    .execute();
  const found: string[] = [];
  for (const { id, login_id } of rows) {
    const login = await findLogin(trx, login_id);
    if (login !== undefined && "approval" in login && touchedBy(login.approval, credentialId)) found.push(id);
  }
  return found;
}
