// A certificate authority for one run: names that exist nowhere get TLS that a browser and Node verify as any other.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

export type Authority = {
  /** PEM. Node trusts it by NODE_EXTRA_CA_CERTS, a browser by `trustInBrowser`. */
  readonly certificateFile: string;
  /** A server certificate that is valid for exactly these DNS names. */
  readonly issue: (names: readonly [string, ...string[]]) => Promise<ServerCertificate>;
};

/** Paths of PEM files. */
export type ServerCertificate = { readonly certificateFile: string; readonly keyFile: string };

/** Longer than any run; a forgotten folder is soon worth nothing. */
const VALID_DAYS = "2";
const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

const execute = promisify(execFile);

/** @param folder where keys and certificates go; it exists, is private to the run and removed with it */
export async function createAuthority(folder: string): Promise<Authority> {
  const { certificateFile, authorityKey } = filesIn(folder);
  await openssl(
    ...["req", "-x509", ...NEW_KEY, "-keyout", authorityKey, "-out", certificateFile, "-days", VALID_DAYS],
    ...["-subj", "/CN=Nearside test authority", "-addext", "basicConstraints=critical,CA:TRUE"],
    ...["-addext", "keyUsage=critical,keyCertSign"],
  );
  return openAuthority(folder);
}

/** The one that was created in that folder, or in the folder that this one is a copy of. */
export function openAuthority(folder: string): Authority {
  const { certificateFile, authorityKey } = filesIn(folder);
  return {
    certificateFile,
    issue: async (names) => {
      const own = await mkdtemp(join(folder, "server-"));
      const request = join(own, "request.pem");
      const extensions = join(own, "extensions");
      const certificate = { certificateFile: join(own, "certificate.pem"), keyFile: join(own, "key.pem") };
      await openssl("req", ...NEW_KEY, "-keyout", certificate.keyFile, "-out", request, "-subj", `/CN=${names[0]}`);
      const subjects = names.map((name) => `DNS:${name}`).join(",");
      await writeFile(extensions, `subjectAltName=${subjects}\nextendedKeyUsage=serverAuth\n`);
      await openssl(
        ...["x509", "-req", "-in", request, "-CA", certificateFile, "-CAkey", authorityKey, "-days", VALID_DAYS],
        ...["-extfile", extensions, "-out", certificate.certificateFile],
      );
      return certificate;
    },
  };
}

function filesIn(folder: string) {
  return { certificateFile: join(folder, "authority.pem"), authorityKey: join(folder, "authority.key") };
}

/**
 * Makes Chromium trust the authority wherever `home` is its HOME, and nowhere else: on Linux it reads the NSS database there. Twice does no harm.
 * @throws Error if certutil (Debian: libnss3-tools) is missing
 */
export async function trustInBrowser(authority: Authority, home: string): Promise<void> {
  const folder = join(home, ".pki", "nssdb");
  await mkdir(folder, { recursive: true });
  const database = ["-d", `sql:${folder}`];
  // Asked to make one again, certutil would ask for the old one's password, forever.
  if (!existsSync(join(folder, "cert9.db"))) await execute("certutil", [...database, "-N", "--empty-password"]);
  // "C,,": an authority for servers, and for nothing else.
  await execute("certutil", [...database, "-A", "-t", "C,,", "-n", "nearside-test", "-i", authority.certificateFile]);
}

async function openssl(...args: readonly string[]): Promise<void> {
  await execute("openssl", [...args]);
}
