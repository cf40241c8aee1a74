import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { sha256 } from "@nearside/shared/encoding/sha256.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { type JwsHeader, type Signer, thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { sign } from "./commands/signing.ts";
import type { Tpm } from "./connection/open-tpm.ts";
import { TpmError } from "./connection/tpm-error.ts";
import { type TpmKey, withWrappedKey, wrappedKeyOf } from "./tpm-key.ts";

/**
 * Signs with a key that the TPM keeps. The TPM is asked at each signature, and nothing is left in it.
 *
 * @throws TpmError `tpm_key_lost` if the blobs are not of that key; signing throws TpmError
 */
export async function tpmSigner(tpm: Tpm, key: TpmKey): Promise<Signer> {
  const { jwk } = key;
  const wrapped = wrappedKeyOf(key);
  return {
    jwk,
    thumbprint: await thumbprintOf(jwk),
    sign: async (header, payload) => {
      const input = signingInput(header, payload);
      const digest = await sha256(input);
      const signature = await tpm.run((connection) =>
        withWrappedKey(connection, wrapped, (handle) => sign(connection, handle, digest)),
      );
      const jws = `${input}.${encodeBase64url(signature)}`;
      // Something between the TPM and us may have changed the digest or the answer. Such a signature must not leave
      // this function.
      await verifySignature({ jws }, jwk).catch((cause: unknown) => {
        throw new TpmError("tpm_failed", { cause });
      });
      return jws;
    },
  };
}

/** RFC 7515 §5.1. */
function signingInput(header: JwsHeader, payload: Uint8Array): string {
  const text = new TextEncoder().encode(JSON.stringify(header));
  return `${encodeBase64url(text)}.${encodeBase64url(payload)}`;
}
