import { readFile } from "node:fs/promises";
import { posix } from "node:path";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { readHostKey } from "@nearside/shared/ssh/host-key.ts";
import type { SshPlace } from "@nearside/shared/statements/place.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import type { SessionBind } from "../../channel/agent-messages.ts";
import { readHostCertificate } from "./host-certificate.ts";
import { nameInKnownHosts } from "./known-hosts.ts";
import type { OwnSession } from "./own-sessions.ts";
import type { SshConfiguration } from "./ssh-configuration.ts";

const LONGEST_NAME = 255;

/** The names that `ssh` looked up, and where. */
interface LookedUp {
  readonly names: readonly string[];
  readonly texts: readonly string[];
}

/** The place that a session leads to, as a statement names it (protocol §10.1). Names are what this account's known_hosts has. */
export async function placeOfSession(
  { bind, since, configuration }: OwnSession,
  behind: readonly SessionBind[],
): Promise<SshPlace> {
  const lookedUp = await lookedUpBy(configuration);
  const named = async (hostKey: Uint8Array<ArrayBuffer>, names: readonly string[]) => {
    const { blob, fingerprint } = await readHostKey(hostKey);
    const name = nameInKnownHosts(lookedUp.texts, blob, names, readHostCertificate(hostKey, blob));
    return { fingerprint, claimed_name: name === null ? null : neutralise(name, LONGEST_NAME) };
  };
  return {
    kind: "ssh",
    host_key: encodeBase64url(bind.hostKey),
    session_id: encodeBase64url(bind.sessionId),
    signature: encodeBase64url(bind.signature),
    since,
    claimed_name: (await named(bind.hostKey, lookedUp.names)).claimed_name,
    hops: await Promise.all(behind.map(({ hostKey }) => named(hostKey, []))),
  };
}

/** Finds what that `ssh` looked up when it began, by how it read its configuration. */
async function lookedUpBy({ said, environment }: SshConfiguration): Promise<LookedUp> {
  const home = environment["HOME"] ?? "";
  const files = [said("userknownhostsfile"), said("globalknownhostsfile")]
    .flatMap((list) => list?.split(" ") ?? [])
    .map((path) => (path.startsWith("~/") ? posix.join(home, path.slice(2)) : path))
    .filter((path) => posix.isAbsolute(path));
  const texts = await Promise.all(files.map((path) => readFile(path, "utf8").catch(() => "")));
  const port = said("port") ?? "22";
  const hosts = [said("hostkeyalias"), said("host"), said("hostname")].filter((host) => host !== undefined);
  return { texts, names: hosts.flatMap((host) => (port === "22" ? [host] : [`[${host}]:${port}`, host])) };
}
