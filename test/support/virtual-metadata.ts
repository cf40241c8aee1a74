// Metadata that lists the browser's own virtual authenticators, so that their make is proven.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { metadataBlob, newMaker } from "./authenticator-maker.ts";

/** What Chromium's virtual authenticators say that they are, and a certificate of the one key that all of them attest with. */
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

/** As the settings of a server. @param attachedBy how metadata says that they are carried: `["external", "wired"]` of a security key */
export async function metadataOfVirtual(
  folder: string,
  attachedBy?: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const authority = await newMaker("Metadata Root");
  const [source, roots] = [join(folder, "blob.jwt"), join(folder, "roots.pem")];
  const model = { maker: { base64: BATCH_CERTIFICATE }, status: "FIDO_CERTIFIED_L1" };
  await writeFile(roots, authority.pem);
  const listed = { [VIRTUAL]: attachedBy === undefined ? model : { ...model, attachedBy } };
  await writeFile(source, await metadataBlob(authority, 1, listed));
  return { NEARSIDE_METADATA: source, NEARSIDE_METADATA_ROOTS: roots };
}
