import type { StartKeyAttestation, StartKeyAttestationAnswer } from "@nearside/shared/api/key-attestations.ts";
import { decodeBase64url, encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { KeyAttestation } from "@nearside/shared/key-attestation/attested-key.ts";
import { qualifyingDataOf } from "@nearside/shared/statements/key-challenge.ts";
import { ATTESTATION_KEY } from "@nearside/shared/tpm/attributes.ts";
import { signingTemplate } from "@nearside/shared/tpm/public-area.ts";
import { create, load, type WrappedKey } from "./commands/objects.ts";
import { certify } from "./commands/signing.ts";
import type { TpmConnection } from "./connection/connection.ts";
import type { Tpm } from "./connection/open-tpm.ts";
import { openCredential, readEndorsementCertificate } from "./endorsement-key.ts";
import { withLoaded, withStorageParent } from "./loaded.ts";
import { type TpmKey, withWrappedKey, wrappedKeyOf } from "./tpm-key.ts";

/** The part of an attestation that the server needs before it sets a challenge. */
export type Introduction = Pick<StartKeyAttestation, "ek_certificate" | "attestation_key">;

/**
 * Proves to the server that the device key lies in a TPM (protocol §3.8). The attestation key is made for this once and
 * kept nowhere. Between the two steps nothing is left in the TPM.
 *
 * @param ask gives the server the introduction and gets its challenge
 * @throws TpmError, and whatever `ask` throws
 */
export async function attestDeviceKey(
  tpm: Tpm,
  key: TpmKey,
  ask: (introduction: Introduction) => Promise<StartKeyAttestationAnswer>,
): Promise<KeyAttestation> {
  const device = wrappedKeyOf(key);
  const { certificate, attestationKey } = await tpm.run(async (connection) => ({
    certificate: await readEndorsementCertificate(connection),
    attestationKey: await createAttestationKey(connection),
  }));
  const introduction = {
    ek_certificate: encodeBase64url(certificate),
    attestation_key: encodeBase64url(attestationKey.publicArea),
  };
  const { challenge, ...encrypted } = await ask(introduction);
  const credential = {
    credential: decodeBase64url(encrypted.credential, "credential"),
    encryptedSecret: decodeBase64url(encrypted.encrypted_secret, "encrypted_secret"),
  };
  const qualifyingData = await qualifyingDataOf(challenge);
  const { certified, secret } = await tpm.run(async (connection) => ({
    certified: await certifyBy(connection, attestationKey, device, qualifyingData),
    secret: await withWrappedKey(connection, attestationKey, (handle) =>
      openCredential(connection, handle, certificate, credential),
    ),
  }));
  return {
    challenge,
    ...introduction,
    secret: encodeBase64url(secret),
    device_key: key.publicBlob,
    certify: encodeBase64url(certified.statement),
    signature: encodeBase64url(certified.signature),
  };
}

const createAttestationKey = (connection: TpmConnection): Promise<WrappedKey> =>
  withStorageParent(connection, (parent) => create(connection, parent, signingTemplate(ATTESTATION_KEY)));

/** Three objects are loaded at once, and a TPM has room for no more: parent, device key, attestation key. */
const certifyBy = (connection: TpmConnection, by: WrappedKey, device: WrappedKey, qualifyingData: Uint8Array) =>
  withStorageParent(connection, (parent) =>
    withLoaded(connection, load(connection, parent, device), (object) =>
      withLoaded(connection, load(connection, parent, by), (handle) =>
        certify(connection, object, handle, qualifyingData),
      ),
    ),
  );
