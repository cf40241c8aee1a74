import { createHmac, timingSafeEqual } from "node:crypto";
import type { HostCertificate } from "./host-certificate.ts";

// Reads known_hosts (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): the names under which this account has met a key. It is the account's own
// word, and a claim to everybody else.

/** Longer texts are not read on. Characters. */
const LONGEST = 4_000_000;
/** A name that a person is shown. Characters. */
const LONGEST_NAME = 255;

/**
 * The name that known_hosts has for a key: that of the names that `ssh` looked up, if it is one of them, else the first that can
 * be read. For a key with a certificate it is a name that `ssh` looked up, if known_hosts lets the certificate's signer name such hosts.
 *
 * @param key as SSH writes it, without a certificate
 * @param asked the names that `ssh` may have looked up, the best one first: `build-7`, `[10.0.0.7]:2222`
 * @param certificate that the host showed for it
 * @returns null if it has none, or says that the key is revoked
 */
export function nameInKnownHosts(
  texts: readonly string[],
  key: Uint8Array,
  asked: readonly string[],
  certificate?: HostCertificate,
): string | null {
  const entries = texts.flatMap((text) => text.slice(0, LONGEST).split("\n").flatMap(readLine));
  const [wanted, signer] = [base64(key), certificate === undefined ? undefined : base64(certificate.authority)];
  const isRevoked = entries.some((entry) => entry.mark === "@revoked" && [wanted, signer].includes(entry.key));
  if (isRevoked) return null;
  const own = entries.filter((entry) => entry.mark === undefined && entry.key === wanted);
  const signing = entries.filter((entry) => entry.mark === "@cert-authority" && entry.key === signer);
  const isSigned = (name: string): boolean =>
    certificate?.principals.includes(name.replace(/^\[(.*)\]:\d+$/, "$1")) === true &&
    signing.some(({ hosts }) => fits(hosts, name));
  const found = asked.find((name) => own.some(({ hosts }) => fits(hosts, name)) || isSigned(name));
  if (found !== undefined) return found.slice(0, LONGEST_NAME);
  const readable = own.flatMap(({ hosts }) => hosts).find((host) => /^[^|!*?]+$/.test(host));
  return readable?.slice(0, LONGEST_NAME) ?? null;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

interface Entry {
  readonly mark: string | undefined;
  readonly hosts: readonly string[];
  readonly key: string;
}

function readLine(line: string): Entry[] {
  const words = line.trim().split(/[ \t]+/);
  if (words[0] === undefined || words[0] === "" || words[0].startsWith("#")) return [];
  const mark = words[0].startsWith("@") ? words.shift() : undefined;
  const [hosts, , key] = words;
  return hosts === undefined || key === undefined ? [] : [{ mark, hosts: hosts.split(","), key }];
}

/** A pattern that begins with ! keeps a name out, whatever the others say. */
function fits(hosts: readonly string[], name: string): boolean {
  if (hosts.some((host) => host.startsWith("!") && isLike(host.slice(1), name))) return false;
  return hosts.some((host) => (host.startsWith("|") ? isHashOf(host, name) : isLike(host, name)));
}

/** `|1|salt|hash`: HMAC with SHA-1, both in base64 (ssh-keygen(1), -H). */
function isHashOf(hashed: string, name: string): boolean {
  const [, version, salt, hash] = hashed.split("|");
  if (version !== "1" || salt === undefined || hash === undefined) return false;
  const computed = createHmac("sha1", Buffer.from(salt, "base64")).update(name.toLowerCase()).digest();
  const written = Buffer.from(hash, "base64");
  return written.length === computed.length && timingSafeEqual(written, computed);
}

/** * and ? as ssh_config(5) has them. Matching takes linear time for each star, whatever the pattern. */
function isLike(pattern: string, name: string): boolean {
  const [wanted, text] = [pattern.toLowerCase(), name.toLowerCase()];
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (p < wanted.length && (wanted[p] === "?" || wanted[p] === text[t]) && wanted[p] !== "*") {
      p += 1;
      t += 1;
    } else if (wanted[p] === "*") {
      star = p;
      mark = t;
      p += 1;
    } else if (star !== -1) {
      p = star + 1;
      mark += 1;
      t = mark;
    } else return false;
  }
  while (wanted[p] === "*") p += 1;
  return p === wanted.length;
}
