import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { ActiveStates, PartyStates } from "./party.ts";

// Each step checks this again: request, meeting, approval, redemption, refresh (threat R16).

/** The keys that a step relies on beside the machine's own. */
export interface ReliedOn {
  readonly extension?: string;
  /** Credential id. */
  readonly passkey?: string;
  /** The passkey of the second touch, if there was one. */
  readonly securityKey?: string | undefined;
}

/** Checks that the bound set is confirmed and not revoked, its user active, and its device key active. @throws Refused */
export function checkActive<States extends PartyStates>(party: States): asserts party is States & ActiveStates {
  if (party.state === "revoked") refuse("bound_set_revoked", "bound_set");
  if (party.state === "pending") refuse("bound_set_pending", "bound_set");
  if (party.device.state === "quarantined") refuse("device_quarantined", "device");
  if (party.device.state !== "active") refuse("device_revoked", "device");
  if (party.user.state !== "active") refuse("user_inactive", "user");
}

/** Checks that the extension key that met is active. @throws Refused */
export function checkExtensionActive(party: PartyStates, jkt: string): void {
  const extension = party.extensions.find((one) => one.jkt === jkt);
  if (extension === undefined) refuse("not_one_bound_set", "extension");
  if (extension.state === "pending") refuse("bound_set_pending", "extension");
  if (extension.state !== "active") refuse("extension_revoked", "extension");
}

/** Checks that the passkey that approved is active. @throws Refused */
export function checkPasskeyActive(party: PartyStates, credentialId: string): void {
  const passkey = party.passkeys.find((one) => one.credential_id === credentialId);
  if (passkey === undefined) refuse("passkey_not_bound", "passkey");
  if (passkey.state !== "active") refuse("passkey_revoked", "passkey");
}

/**
 * Checks that the bound set is active, and so are the keys that a step relies on.
 *
 * @throws Refused for the first one that is not
 */
export function checkKeysActive<States extends PartyStates>(
  party: States,
  { extension, passkey, securityKey }: ReliedOn,
): asserts party is States & ActiveStates {
  checkActive(party);
  if (extension !== undefined) checkExtensionActive(party, extension);
  if (passkey !== undefined) checkPasskeyActive(party, passkey);
  if (securityKey !== undefined) checkPasskeyActive(party, securityKey);
}
