import type { AuthenticatorPolicy, Unfit } from "@nearside/shared/api/console/authenticator-policy.ts";
import { CERTIFICATION_LEVELS } from "@nearside/shared/passkey/authenticator.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { Metadata } from "./metadata/authenticator-models.ts";
import type { WithMetadata } from "./metadata/metadata-in-force.ts";
import { certificationOf, compromiseOf } from "./metadata/model-status.ts";

/** The properties of a passkey that a policy judges. */
export interface PasskeyFacts {
  readonly aaguid: string;
  readonly attestation_format: string;
  readonly attestation_verdict: string;
  /** BE */
  readonly backup_eligible: boolean;
}

/** The criteria. */
export interface PasskeyCriteria {
  readonly policy: AuthenticatorPolicy;
  readonly metadata: Metadata | undefined;
  /** True where the server's configuration takes passkeys that can be copied. */
  readonly acceptSynced: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The first reason for which a passkey is not taken, or undefined. A model that was reported to be broken never is. */
export function unfitBecause(
  passkey: PasskeyFacts,
  { policy, metadata, acceptSynced, now }: PasskeyCriteria,
): Unfit | undefined {
  const model = metadata?.models.get(passkey.aaguid);
  const isAttested = passkey.attestation_verdict === "attested";
  if (model !== undefined && compromiseOf(model, now) !== null) return "compromised";
  if (passkey.backup_eligible && (policy.device_bound_only || !acceptSynced)) return "synced";
  if ((policy.attested_only || policy.minimum_certification !== null) && !isAttested) return "not_attested";
  if (policy.deny.includes(passkey.aaguid)) return "denied";
  if (policy.allow?.includes(passkey.aaguid) === false) return "not_allowed";
  if (policy.formats?.some((format) => format === passkey.attestation_format) === false) return "format";
  if (policy.minimum_certification === null) return undefined;
  const level = model && certificationOf(model, now);
  const isEnough =
    level && CERTIFICATION_LEVELS.indexOf(level) >= CERTIFICATION_LEVELS.indexOf(policy.minimum_certification);
  return isEnough ? undefined : "certification";
}

/** Joins that policy with everything else that this server judges by now. */
export const criteriaOf = (
  { clock, config, metadata }: WithClock & WithConfig & WithMetadata,
  policy: AuthenticatorPolicy,
): PasskeyCriteria => ({
  policy,
  metadata: metadata.current,
  acceptSynced: config.policy.acceptSyncedPasskeys,
  now: clock(),
});
