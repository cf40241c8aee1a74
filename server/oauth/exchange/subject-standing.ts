import { refuse } from "@nearside/shared/chain/refusal.ts";
import { demandInForce, findClient, type Register } from "../../clients/find-client.ts";
import { checkExtensionStanding, checkPasskeyStanding, checkStanding } from "../../directory/check-standing.ts";
import { findParty } from "../../directory/party.ts";
import { findFamily } from "../token-store.ts";
import type { Subject } from "./subject-token.ts";

/**
 * Everything that the subject token rests on is in force: itself and the tokens that it came of, whoever acts by them, its
 * family, and the parties of the login (threat R16).
 *
 * @returns of how many exchanges, one after the other, it came
 * @throws Refused `credential_revoked`, `device_revoked`, …
 */
export async function demandStanding(register: Register, { claims, family }: Subject, now: number): Promise<number> {
  const { db } = register;
  const current = await findFamily(db, { id: family.id });
  if (current?.state !== "active" || now >= current.expiresAt) refuse("credential_revoked", "token_family");
  await demandInForce(register, current.clientId);
  let exchanges = 0;
  for (let jti: string | null = claims.jti; jti !== null; exchanges += 1) {
    const row = await db
      .selectFrom("access_tokens")
      .select(["state", "parent", "actor"])
      .where("jti", "=", jti)
      .executeTakeFirst();
    if (row?.state !== "active") refuse("credential_revoked", "access_token");
    if (row.actor !== null && (await findClient(register, row.actor))?.kind !== "resource_server")
      refuse("credential_revoked", "actor");
    jti = row.parent;
  }
  const party = await findParty(db, current.grant.bound_set_id);
  if (party === undefined) throw new Error("a token family's bound set is missing");
  checkStanding(party);
  checkExtensionStanding(party, current.grant.extension_jkt);
  checkPasskeyStanding(party, current.grant.credential_id);
  return exchanges - 1;
}
