import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A certificate that no authority vouches for, as PEM. @param further options of openssl-req(1) @param folder for its
 * files
 */
export function selfSigned(
  folder: string,
  subject: string,
  ...further: readonly string[]
): { readonly key: Buffer; readonly cert: Buffer } {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert];
  execFileSync("openssl", ["req", "-x509", ...made, "-subj", subject, ...further], { stdio: "ignore" });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}
