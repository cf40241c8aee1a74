import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import { startTexts } from "../../texts/start.ts";
import { CannotStart } from "../config/cannot-start.ts";
import type { DatabasePlace } from "../config/database-url.ts";

/**
 * The options of TLS for the database. `pg` and Node check its name where it has to be checked (`verify-full`).
 *
 * @throws CannotStart where the named authorities cannot be read
 */
export function tlsOptionsOf({ tls, rootCertificate }: DatabasePlace): ConnectionOptions | false {
  if (tls === "disable") return false;
  const trust = rootCertificate === undefined ? {} : { ca: readAuthorities(rootCertificate) };
  const common = { ...trust, minVersion: "TLSv1.2" } as const;
  switch (tls) {
    case "verify-full":
      return { ...common, rejectUnauthorized: true };
    case "verify-ca":
      return { ...common, rejectUnauthorized: true, checkServerIdentity: () => undefined };
    case "require":
      return { ...common, rejectUnauthorized: false };
  }
}

function readAuthorities(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new CannotStart(startTexts.pem.unreadable({ path, setting: "sslrootcert of databaseUrl" }), { cause });
  }
}
