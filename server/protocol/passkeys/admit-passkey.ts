import {
  ANY_AUTHENTICATOR,
  type AuthenticatorPolicy,
  type Unfit,
} from "@nearside/shared/api/console/authenticator-policy.ts";
import { type RefusalCode, refuse } from "@nearside/shared/chain/refusal.ts";
import type { RegistrationJson } from "@nearside/shared/passkey/webauthn.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { EnrolledPasskey } from "../../register/passkeys/insert-passkey.ts";
import { findPolicy } from "../../register/passkeys/policy-store.ts";
import { criteriaOf, type PasskeyFacts, unfitBecause } from "./judge-passkey.ts";
import type { WithMetadata } from "./metadata/active-metadata.ts";

const REFUSAL: Readonly<Record<Unfit, readonly [code: RefusalCode, field: string]>> = {
  compromised: ["authenticator_compromised", "passkey.aaguid"],
  synced: ["passkey_synced", "passkey.BE"],
  not_attested: ["authenticator_not_attested", "attestation.verdict"],
  denied: ["authenticator_not_allowed", "passkey.aaguid"],
  not_allowed: ["authenticator_not_allowed", "passkey.aaguid"],
  format: ["authenticator_not_allowed", "attestation.fmt"],
  certification: ["authenticator_not_allowed", "authenticator.certification"],
};

/**
 * The one way in for a new passkey: verified (WebAuthn L3 §7.1), its attestation judged by metadata, and of an authenticator that
 * the active policy takes (protocol §3.4).
 *
 * @param ticketHash by which its machine is enrolled; null if none is
 * @throws Refused as `verifyRegistration`, `attestation_untrusted`, `authenticator_…`, `passkey_synced`
 */
export async function admitPasskey(
  services: WithClock & WithConfig & WithDb & WithMetadata,
  response: RegistrationJson,
  attestationHash: string,
  ticketHash: string | null,
): Promise<EnrolledPasskey> {
  const judgedBy = { metadata: services.metadata.current, now: services.clock() };
  // the library behind it is large, and no login needs it
  const { verifyRegistration } = await import("./verify-registration.ts");
  const passkey = await verifyRegistration(services.config, response, attestationHash, judgedBy);
  await demandFit(services, services.db, passkey, ticketHash);
  return passkey;
}

/**
 * The active policy takes such an authenticator. It is asked again of a machine that waited for its administrator: hours may have
 * passed.
 *
 * @param ticketHash by which its machine is enrolled; null if none is
 * @throws Refused `authenticator_compromised`, `authenticator_not_allowed`, `authenticator_not_attested`, `passkey_synced`
 */
export async function demandFit(
  services: WithClock & WithConfig & WithMetadata,
  db: Db | Trx,
  passkey: PasskeyFacts,
  ticketHash: string | null,
): Promise<void> {
  const policy = await policyFor(db, ticketHash);
  const reason = unfitBecause(passkey, criteriaOf(services, policy));
  if (reason !== undefined) refuse(...REFUSAL[reason]);
}

/** These make the tickets for emergencies. An administrator makes neither kind. */
const EMERGENCY = ["server_shell", "break_glass"] as const;

/**
 * One administrator publishes a policy, so it does not judge tickets for emergencies, or it could block them (threat I6). A passkey
 * that the configuration refuses, or a model that is known to be broken, is never accepted.
 */
async function policyFor(db: Db | Trx, ticketHash: string | null): Promise<AuthenticatorPolicy> {
  const emergency =
    ticketHash !== null &&
    (await db
      .selectFrom("tickets")
      .select("hash")
      .where("hash", "=", ticketHash)
      .where("origin", "in", EMERGENCY)
      .executeTakeFirst());
  return emergency ? ANY_AUTHENTICATOR : (await findPolicy(db)).policy;
}
