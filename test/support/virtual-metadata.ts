// Metadata that lists the browser's own virtual authenticators, so that their make is proven.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Authority, inDays, payloadOf } from "../kit/metadata-authority.ts";

/** The model that Chromium's virtual authenticators claim, and a certificate of the one key by which all of them attest. */
export const VIRTUAL = "01020304-0506-0708-0102-030405060708";
const BATCH_CERTIFICATE = [
  "MIIB1DCCAXqgAwIBAgIBATAKBggqhkjOPQQDAjBgMQswCQYDVQQGEwJVUzERMA8GA1UECgwIQ2hyb21pdW0xIjAgBgNVBAsMGUF1",
  "dGhlbnRpY2F0b3IgQXR0ZXN0YXRpb24xGjAYBgNVBAMMEUJhdGNoIENlcnRpZmljYXRlMB4XDTE3MDcxNDAyNDAwMFoXDTQ2MTEy",
  "MDAzNDQwNVowYDELMAkGA1UEBhMCVVMxETAPBgNVBAoMCENocm9taXVtMSIwIAYDVQQLDBlBdXRoZW50aWNhdG9yIEF0dGVzdGF0",
  "aW9uMRowGAYDVQQDDBFCYXRjaCBDZXJ0aWZpY2F0ZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABI1hfmXJUI5kvMVnOsgqZ5na",
  "PBRGaCwljEY//99Y39L6Pmw3i1PXlcSk3/tBme3Xhi8jq68CA7S4kRugVpmU4QGjJTAjMAwGA1UdEwEB/wQCMAAwEwYLKwYBBAGC",
  "5RwCAQEEBAMCAwgwCgYIKoZIzj0EAwIDSAAwRQIgB8lhWypSWyTs5OtoRBXCBx2t26is/iKmNsrZ4WT8eCYCIQC/y9MpPft6JOHJ",
  "dE8FvKi/JjPe01vChnTmiwc03eiXvQ==",
].join("");

/** Writes that metadata. @returns settings of a server @param attachedBy how they are carried, by the metadata: `["external", "wired"]` of a security key */
export async function metadataOfVirtual(
  folder: string,
  attachedBy?: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const authority = await Authority.root("Metadata Root");
  const [source, roots] = [join(folder, "blob.jwt"), join(folder, "roots.pem")];
  const hint = attachedBy === undefined ? {} : { attachmentHint: attachedBy };
  const model = { aaguid: VIRTUAL, roots: [{ base64: BATCH_CERTIFICATE }], ...hint };
  await writeFile(roots, authority.pem);
  await writeFile(source, await authority.blob(payloadOf(1, inDays(Date.now(), 365), [model])));
  return { NEARSIDE_METADATA: source, NEARSIDE_METADATA_ROOTS: roots };
}
