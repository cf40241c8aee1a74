import { X509Certificate } from "node:crypto";
import { activateCredential, type Credential, policySecret, startPolicySession } from "./commands/activation.ts";
import { ENDORSEMENT } from "./commands/authorisation.ts";
import { createPrimary } from "./commands/objects.ts";
import { readNv, readPublic } from "./commands/reading.ts";
import type { TpmConnection } from "./connection/connection.ts";
import { errorNumberOf } from "./connection/response-code.ts";
import { TpmError } from "./connection/tpm-error.ts";
import { withLoaded } from "./loaded.ts";
import { ENDORSEMENT_TEMPLATE } from "./templates.ts";

// The endorsement key, which the TPM's maker certified: RSA 2048, the kind that most TPMs have. Certificates of elliptic
// curve keys (0x01c0000a) and certificates that lie outside of the TPM are not used.

/** The index of the RSA 2048 key's certificate (TCG EK Credential Profile 2.5 §2.2.1.4). */
const CERTIFICATE_INDEX = 0x01c0_0002;
/**
 * The handle at which makers and systems leave the key, so that it need not be made again (TCG Provisioning Guidance §7.8).
 */
const PERSISTENT_HANDLE = 0x8101_0001;
const LARGEST_CERTIFICATE = 4096;
/** TPM_RC_HANDLE: nothing has that handle. */
const NO_SUCH_HANDLE = 0x08b;

/** The certificate that the TPM's maker left in it, DER. @throws TpmError `tpm_no_certificate` */
export async function readEndorsementCertificate(connection: TpmConnection): Promise<Uint8Array> {
  try {
    const stored = await readNv(connection, CERTIFICATE_INDEX, LARGEST_CERTIFICATE);
    // `raw` ends where the certificate does; makers leave room behind it.
    return new Uint8Array(new X509Certificate(stored.subarray(0, derLength(stored))).raw);
  } catch (cause) {
    if (cause instanceof TpmError && !isMissing(cause)) throw cause;
    throw new TpmError("tpm_no_certificate", { cause });
  }
}

const isMissing = ({ responseCode }: TpmError): boolean =>
  responseCode !== undefined && errorNumberOf(responseCode) === NO_SUCH_HANDLE;

/**
 * The length of a SEQUENCE whose length has two bytes (X.690 §8.1.3.5), as every certificate's; else the length of all
 * there is.
 */
function derLength(der: Uint8Array): number {
  const [tag, form, high = 0, low = 0] = der;
  return tag === 0x30 && form === 0x82 ? 4 + high * 256 + low : der.length;
}

/**
 * Opens a credential that was encrypted to the endorsement key for that attestation key, which lies in this same TPM.
 *
 * @throws TpmError `tpm_unproven` if it is not for these two
 */
export async function openCredential(
  connection: TpmConnection,
  attestationKey: number,
  certificate: Uint8Array,
  credential: Credential,
): Promise<Uint8Array<ArrayBuffer>> {
  const open = (endorsementKey: number): Promise<Uint8Array<ArrayBuffer>> =>
    withLoaded(connection, startPolicySession(connection), async (session) => {
      await policySecret(connection, ENDORSEMENT, session);
      return activateCredential(connection, attestationKey, endorsementKey, session, credential).catch(unproven);
    });
  if (await isAt(connection, PERSISTENT_HANDLE, certificate)) return open(PERSISTENT_HANDLE);
  const made = createPrimary(connection, ENDORSEMENT, ENDORSEMENT_TEMPLATE).then(({ handle }) => handle);
  return withLoaded(connection, made, open);
}

function unproven(cause: unknown): never {
  if (cause instanceof TpmError && (cause.code === "tpm_failed" || cause.code === "tpm_key_lost"))
    throw new TpmError("tpm_unproven", { cause });
  throw cause;
}

/** Compares the key at that handle with the certificate's: a modulus is the last part of a public area. */
async function isAt(connection: TpmConnection, handle: number, certificate: Uint8Array): Promise<boolean> {
  const { n } = new X509Certificate(certificate).publicKey.export({ format: "jwk" });
  try {
    return (
      n !== undefined &&
      Buffer.from(await readPublic(connection, handle))
        .subarray(-256)
        .toString("base64url") === n
    );
  } catch (error) {
    if (error instanceof TpmError && isMissing(error)) return false;
    throw error;
  }
}
