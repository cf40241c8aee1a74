import * as v from "valibot";
import { isCanonicalBase64url } from "../encoding/base64url.ts";
import { sha256TextSchema } from "../ids.ts";
import { jwsSchema } from "../signing/jws.ts";
import { fieldTexts } from "../texts/fields.ts";
import { MAX_PUBLIC_AREA } from "../tpm/public-area.ts";

/** Base64url of at most that many bytes. */
export const bytesUpTo = (most: number) =>
  v.pipe(
    v.string(),
    v.minLength(2),
    v.maxLength(Math.ceil((most * 4) / 3)),
    v.check(isCanonicalBase64url, fieldTexts.base64url),
  );

/** A certificate (X.509, DER). */
export const certificateSchema = bytesUpTo(4096);
/** TPMT_PUBLIC of a key that signs with ES256. */
export const publicAreaSchema = bytesUpTo(MAX_PUBLIC_AREA);

/** The proof in POST /api/enrolments that a device key lies in a TPM. Evidence stores it too. */
export const keyAttestationSchema = v.strictObject({
  challenge: jwsSchema,
  ek_certificate: certificateSchema,
  attestation_key: publicAreaSchema,
  /** The secret that the TPM opened: 32 bytes. */
  secret: sha256TextSchema,
  /** TPMT_PUBLIC of the device key. */
  device_key: publicAreaSchema,
  /** TPMS_ATTEST that TPM2_Certify made of the device key. */
  certify: bytesUpTo(512),
  /** The attestation key's signature over `certify`: r ‖ s, 64 bytes. */
  signature: v.pipe(v.string(), v.length(86), v.check(isCanonicalBase64url)),
});
export type KeyAttestation = v.InferOutput<typeof keyAttestationSchema>;
