import type { AuthenticatorPolicy, Unfit } from "@nearside/shared/api/console/authenticator-policy.ts";
import { CERTIFICATION_LEVELS, type CertificationLevel } from "@nearside/shared/passkey/authenticator.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithMetadata } from "./metadata/active-metadata.ts";
import type { Metadata, Model } from "./metadata/authenticator-models.ts";
import { certificationOf, compromiseOf } from "./metadata/model-status.ts";

/** The properties of a passkey that a policy judges. */
export interface PasskeyFacts {
  readonly aaguid: string;
  readonly attestation_format: string;
  readonly attestation_verdict: string;
  /** BE */
  readonly backup_eligible: boolean;
}

/** Everything by which this server judges passkeys now. */
export interface PasskeyCriteria {
  readonly policy: AuthenticatorPolicy;
  readonly metadata: Metadata | undefined;
  /** True if the server's configuration takes passkeys that can be copied. */
  readonly acceptSynced: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The first reason for which a passkey is not taken, or undefined. */
export function unfitBecause(passkey: PasskeyFacts, criteria: PasskeyCriteria): Unfit | undefined {
  const model = criteria.metadata?.models.get(passkey.aaguid);
  return REASONS.find(([, applies]) => applies({ ...criteria, passkey, model }))?.[0];
}

interface Case extends PasskeyCriteria {
  readonly passkey: PasskeyFacts;
  /** The model that the passkey is of, or says that it is of. */
  readonly model: Model | undefined;
}

/** The reasons, in the order in which they are judged. A model that was reported to be broken is never taken. */
const REASONS: readonly (readonly [reason: Unfit, applies: (judged: Case) => boolean])[] = [
  ["compromised", ({ model, now }) => model !== undefined && compromiseOf(model, now) !== null],
  [
    "synced",
    ({ passkey, policy, acceptSynced }) => passkey.backup_eligible && (policy.device_bound_only || !acceptSynced),
  ],
  ["not_attested", ({ passkey, policy }) => demandsAttestation(policy) && passkey.attestation_verdict !== "attested"],
  ["denied", ({ passkey, policy }) => policy.deny.includes(passkey.aaguid)],
  ["not_allowed", ({ passkey, policy }) => policy.allow?.includes(passkey.aaguid) === false],
  ["format", ({ passkey, policy }) => policy.formats?.some((one) => one === passkey.attestation_format) === false],
  ["certification", ({ model, policy, now }) => !isCertified(model, policy.minimum_certification, now)],
];

const demandsAttestation = ({ attested_only, minimum_certification }: AuthenticatorPolicy): boolean =>
  attested_only || minimum_certification !== null;

/** @param least null demands no certification */
function isCertified(model: Model | undefined, least: CertificationLevel | null, now: number): boolean {
  if (least === null) return true;
  const level = model === undefined ? null : certificationOf(model, now);
  return level !== null && CERTIFICATION_LEVELS.indexOf(level) >= CERTIFICATION_LEVELS.indexOf(least);
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
