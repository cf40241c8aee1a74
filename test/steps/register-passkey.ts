import { createHash } from "node:crypto";
import type { RegistrationJson } from "@nearside/shared/passkey/webauthn.ts";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import { type Authenticator, FLAGS } from "../vectors/authenticator.ts";
import { RP_ID } from "./stage.ts";

const ATTESTED_CREDENTIAL_DATA = 0x40;
const AAGUID = Buffer.alloc(16);

/**
 * `navigator.credentials.create` with no attestation (WebAuthn L3 §6.5.2, §8.7).
 * @param challenge base64url
 * @param flags what the authenticator says of itself and the person (WebAuthn L3 §6.1)
 */
export function registerPasskey(
  passkey: Authenticator,
  challenge: string,
  origin: string,
  flags: number = FLAGS.userPresent | FLAGS.userVerified,
): RegistrationJson {
  const { credential_id, public_key } = passkey.enrolled;
  const id = Buffer.from(credential_id, "base64url");
  const flagsAndCounter = Buffer.alloc(5);
  flagsAndCounter.writeUInt8(flags | ATTESTED_CREDENTIAL_DATA);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(id.length);
  const rpIdHash = createHash("sha256").update(RP_ID).digest();
  const key = Buffer.from(public_key, "base64url");
  const attestation = new Map<string, string | Uint8Array | Map<string, string>>([
    ["fmt", "none"],
    ["attStmt", new Map<string, string>()],
    ["authData", new Uint8Array(Buffer.concat([rpIdHash, flagsAndCounter, AAGUID, length, id, key]))],
  ]);
  const clientData = JSON.stringify({ type: "webauthn.create", challenge, origin, crossOrigin: false });
  return {
    id: credential_id,
    rawId: credential_id,
    type: "public-key",
    clientExtensionResults: {},
    response: {
      clientDataJSON: Buffer.from(clientData).toString("base64url"),
      attestationObject: Buffer.from(isoCBOR.encode(attestation)).toString("base64url"),
    },
  };
}
