import { readFile } from "node:fs/promises";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { AtEnd } from "./at-end.ts";
import type { Authority } from "./certificates.ts";

/** Makes this process trust the authority, until the end. */
export async function trustAuthority(atEnd: AtEnd, { certificateFile }: Authority): Promise<void> {
  const before = getCACertificates("default");
  atEnd(async () => setDefaultCACertificates(before));
  setDefaultCACertificates([...before, await readFile(certificateFile, "utf8")]);
}
