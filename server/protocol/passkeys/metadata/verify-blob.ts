import { SettingsService } from "@simplewebauthn/server";
import { verifyMDSBlob } from "@simplewebauthn/server/helpers";
import { decodeProtectedHeader } from "jose";
import * as v from "valibot";
import { BlobRefused } from "./blob-refused.ts";
import { type BlobPayload, blobPayloadSchema } from "./blob-schema.ts";
import { leadsToAnchor, readCertificates } from "./certificate-path.ts";
import { MAX_BLOB } from "./fetch-blob.ts";
import type { MetadataRoots } from "./metadata-roots.ts";

/**
 * The longest check. The library asks the address in a certificate whether it was revoked, and would wait as long as it
 * takes.
 */
const CHECK_MS = 30_000;

const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const headerSchema = v.looseObject({
  alg: v.picklist(["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "ES512"]),
  x5c: v.array(v.string()),
});

/**
 * Verifies a metadata blob (FIDO MDS 3.1 §3.2): certificates that lead to a root, the signer's name, the signature, the form. Two
 * checks that the library does not make come first: only authorities issue certificates, and the FIDO Alliance signed (its roots
 * issue to other people's web servers too). So an address is followed only in a certificate that a root vouches for.
 *
 * @param now epoch milliseconds
 * @param stopping gives it up: the server is asked to end
 * @throws BlobRefused
 */
export async function verifyBlob(
  blob: string,
  roots: MetadataRoots,
  now: number,
  stopping?: AbortSignal,
): Promise<BlobPayload> {
  if (blob.length > MAX_BLOB) throw new BlobRefused("too_large");
  if (!COMPACT.test(blob)) throw new BlobRefused("malformed");
  checkSigner(readChain(blob), roots, now);
  const payload = v.safeParse(blobPayloadSchema, await verifiedPayload(blob, roots, stopping));
  if (!payload.success) throw new BlobRefused("malformed", { cause: new v.ValiError(payload.issues) });
  return payload.output;
}

function readChain(blob: string): readonly Uint8Array[] {
  try {
    const { x5c } = v.parse(headerSchema, decodeProtectedHeader(blob));
    return x5c.map((certificate) => Buffer.from(certificate, "base64"));
  } catch (cause) {
    throw new BlobRefused("malformed", { cause });
  }
}

function checkSigner(chain: readonly Uint8Array[], { certificates, signer }: MetadataRoots, now: number): void {
  if (!leadsToAnchor(chain, certificates, now)) throw new BlobRefused("untrusted");
  const [leaf] = readCertificates(chain) ?? [];
  if (signer !== undefined && leaf?.checkHost(signer) === undefined) throw new BlobRefused("wrong_signer");
}

async function verifiedPayload(
  blob: string,
  { certificates }: MetadataRoots,
  stopping: AbortSignal | undefined,
): Promise<unknown> {
  // what the library trusts is one setting of the whole process: it is read before the library first waits
  const usual = SettingsService.getRootCertificates({ identifier: "mds" });
  const named = certificates.map((certificate) => certificate.toString());
  SettingsService.setRootCertificates({ identifier: "mds", certificates: named });
  const verifying = verifyMDSBlob(blob);
  SettingsService.setRootCertificates({ identifier: "mds", certificates: usual });
  const verified = verifying.then(
    ({ payload }) => payload,
    (cause: unknown) => {
      throw new BlobRefused(
        cause instanceof TypeError || cause instanceof SyntaxError ? "malformed" : "bad_signature",
        {
          cause,
        },
      );
    },
  );
  return within(CHECK_MS, verified, () => new BlobRefused("too_slow"), stopping);
}

/** Gives the result, or the failure where that takes longer or is given up. @param ms milliseconds */
async function within<T>(ms: number, work: Promise<T>, failure: () => Error, givenUp?: AbortSignal): Promise<T> {
  const late = Promise.withResolvers<never>();
  const fail = () => late.reject(failure());
  const timer = setTimeout(fail, ms);
  givenUp?.addEventListener("abort", fail);
  if (givenUp?.aborted === true) fail();
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    givenUp?.removeEventListener("abort", fail);
  }
}
