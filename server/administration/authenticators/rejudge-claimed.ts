import { decodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { decodeAttestationObject } from "@simplewebauthn/server/helpers";
import * as v from "valibot";
import { append } from "../../platform/audit/event-log.ts";
import { passkeyAttested } from "../../platform/audit/events/passkeys.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithStopping } from "../../platform/surroundings.ts";
import type { Metadata } from "../../protocol/passkeys/metadata/authenticator-models.ts";
import { judgeAttestation } from "../../protocol/passkeys/metadata/judge-attestation.ts";

/** Passkeys that are read at once. Logins continue in between. */
const BATCH = 100;
const CLAIMED = "claimed, not attested";

/** The part of the enrolment's record that has what the authenticator sent. */
const storedSchema = v.object({
  now: v.object({
    passkey: v.object({
      passkey: v.object({ credential_id: v.string() }),
      response: v.object({ response: v.object({ attestationObject: v.string() }) }),
    }),
  }),
});

/**
 * Judges once more the passkeys whose make was only claimed, by metadata that the server did not have at their enrolment. The
 * authenticator's response was stored, and its signatures were verified then. This revokes nothing: a claim that the metadata
 * does not prove stays a claim.
 *
 * @returns how many are attested now
 */
export async function rejudgeClaimed(services: WithClock & WithDb & WithStopping, metadata: Metadata): Promise<number> {
  const listed = [...metadata.models.values()].filter(({ anchors }) => anchors.length > 0).map(({ aaguid }) => aaguid);
  let attested = 0;
  for (const aaguid of await claimedAmong(services, new Set(listed))) {
    for (let after = ""; ; ) {
      if (services.stopping.aborted) return attested;
      const rows = await claimedOf(services, aaguid, after);
      for (const row of rows)
        if (isAttested(metadata, row) && (await record(services, row, metadata.no))) attested += 1;
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last.credential_id;
    }
  }
  return attested;
}

async function claimedAmong({ db }: WithDb, listed: ReadonlySet<string>): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("passkeys")
    .select("aaguid")
    .distinct()
    .where("state", "in", ["active", "pending"])
    .where("attestation_verdict", "=", CLAIMED)
    .execute();
  return rows.map(({ aaguid }) => aaguid).filter((aaguid) => listed.has(aaguid));
}

const claimedOf = ({ db }: WithDb, aaguid: string, after: string) =>
  db
    .selectFrom("passkeys")
    .innerJoin("enrolments", "enrolments.bound_set_id", "passkeys.bound_set_id")
    .select(["passkeys.credential_id", "passkeys.aaguid", "passkeys.attestation_format", "passkeys.created_at"])
    .select(["enrolments.data", "enrolments.user_id", "enrolments.device_jkt"])
    .where("enrolments.kind", "=", "machine")
    .where("passkeys.state", "in", ["active", "pending"])
    .where("passkeys.aaguid", "=", aaguid)
    .where("passkeys.attestation_verdict", "=", CLAIMED)
    .where("passkeys.credential_id", ">", after)
    .orderBy("passkeys.credential_id")
    .limit(BATCH)
    .execute();
type Claimed = Awaited<ReturnType<typeof claimedOf>>[number];

/** Judges by the certificates that were valid when the passkey was made. */
function isAttested(metadata: Metadata, row: Claimed): boolean {
  const stored = v.safeParse(storedSchema, JSON.parse(row.data));
  if (!stored.success || stored.output.now.passkey.passkey.credential_id !== row.credential_id) return false;
  const { attestationObject } = stored.output.now.passkey.response.response;
  const x5c = decodeAttestationObject(decodeBase64url(attestationObject, "attestationObject"))
    .get("attStmt")
    .get("x5c");
  const attestation = { aaguid: row.aaguid, format: row.attestation_format, x5c: x5c ?? [] };
  try {
    return judgeAttestation(metadata, attestation, row.created_at) === "attested";
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

const record = ({ clock, db }: WithClock & WithDb, claimed: Claimed, no: number): Promise<boolean> =>
  db.transaction().execute(async (trx) => {
    const { credential_id, aaguid } = claimed;
    const recorded = await trx
      .updateTable("passkeys")
      .set({ attestation_verdict: "attested" })
      .where("credential_id", "=", credential_id)
      .where("attestation_verdict", "=", CLAIMED)
      .returning("credential_id")
      .executeTakeFirst();
    if (recorded === undefined) return false;
    const about = { user: claimed.user_id, device: claimed.device_jkt };
    await append(trx, passkeyAttested(clock(), credential_id, { aaguid, metadata_no: no }), about);
    return true;
  });
