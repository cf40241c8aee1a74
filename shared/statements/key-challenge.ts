import * as v from "valibot";
import { issuerSchema, secondsSchema } from "../claims.ts";
import { sha256 } from "../encoding/sha256.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/**
 * "Show that this device key lies in that TPM", by the server (protocol §3.8). `ek` is SHA-256 of the endorsement key's
 * certificate, `ak` that of the attestation key's public area, `secret` that of the secret, which only that TPM opens.
 */
export const keyChallenge = defineStatement(
  "nearside-key-challenge+jwt",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    jti: randomIdSchema,
    device_jkt: sha256TextSchema,
    ek: sha256TextSchema,
    ak: sha256TextSchema,
    secret: sha256TextSchema,
    iat: secondsSchema,
    exp: secondsSchema,
  }),
);
export type KeyChallenge = Read<typeof keyChallenge>;

/**
 * The qualifying data of the TPM's statement about the device key, by which it answers this challenge and no other
 * (protocol §3.8): SHA-256("nearside/key-attestation/1" ‖ 0x00 ‖ the challenge, compact JWS). 32 bytes.
 */
export const qualifyingDataOf = (challenge: string): Promise<Uint8Array<ArrayBuffer>> =>
  sha256(`nearside/key-attestation/1\0${challenge}`);
