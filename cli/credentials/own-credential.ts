import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { deviceStatement } from "@nearside/shared/statements/device.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { loadSoftwareKey } from "../keys/software-key.ts";
import { type Credential, loadCredential } from "./credential.ts";

/**
 * The credential of this machine as it is enrolled now; null where there is none. One that an earlier enrolment left, for
 * another person or with another device key, is none: no token is used whose `sub` is not the receipt's user (protocol §3.6).
 */
export async function loadOwnCredential(place: KeyPlace, machine: EnrolledMachine): Promise<Credential | null> {
  const credential = await loadCredential(place, machine.issuer);
  if (credential === null) return null;
  const [token, device, { signer }] = await Promise.all([
    accessToken.read(credential.access_token),
    deviceStatement.read(credential.device_statement),
    loadSoftwareKey(machine.device_key),
  ]);
  const isOwn = token.claims.sub === machine.user.id && device.claims.iss === signer.thumbprint;
  return isOwn ? credential : null;
}
