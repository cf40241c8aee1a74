// The place of the demo: machines made of network namespaces where the system lets us, else all on this one.
import { access, mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { freePort } from "../kit/free-port.ts";
import { type Authority, createAuthority } from "../support/certificates.ts";
import { createHosts, loopbackPackets } from "../support/hosts.ts";
import { namespacesAvailable } from "../support/namespaces-available.ts";
import type { ServerPlace } from "../support/nearside-server.ts";

type Spot = { readonly folder: string; readonly namespace?: string; readonly authority?: Authority };

export type DemoPlace = {
  readonly issuer: string;
  /** The origin at which the orders API of examples/ answers. */
  readonly apiOrigin: string;
  readonly server: ServerPlace;
  readonly victim: Spot;
  readonly attacker: Spot;
  /** A sentence that names what takes the place of the other machine. */
  readonly apart: string;
  /** Packets that the victim's loopback has carried so far; undefined if it is not the victim's alone. */
  readonly victimsLoopback: (() => Promise<number>) | undefined;
  readonly remove: () => Promise<void>;
};

const NAME = "login.nearside.test";
const API_PORT = 8080;

export async function makePlace(folder: string): Promise<DemoPlace> {
  for (const part of ["server", "victim", "attacker"]) await mkdir(join(folder, part));
  const { available, why } = await namespacesAvailable();
  const missing = available ? await missingProgram(["openssl", "certutil"]) : undefined;
  if (available && missing === undefined) return inNamespaces(folder);
  const reason = missing === undefined ? why : `the program ${missing} is missing.`;
  return onThisMachine(folder, reason);
}

async function inNamespaces(folder: string): Promise<DemoPlace> {
  const hosts = await createHosts([NAME]);
  const authority = await createAuthority(folder);
  const { address, namespace } = hosts.server;
  const tls = await authority.issue([NAME]);
  const issuer = `https://${NAME}`;
  return {
    issuer,
    apiOrigin: `http://${NAME}:${API_PORT}`,
    server: { issuer, host: address, port: 443, folder: join(folder, "server"), namespace, tls },
    victim: { folder: join(folder, "victim"), namespace: hosts.victim.namespace, authority },
    attacker: { folder: join(folder, "attacker"), namespace: hosts.attacker.namespace, authority },
    apart: "Server, your computer and the attacker's are network namespaces: three machines with a loopback each.",
    victimsLoopback: () => loopbackPackets(hosts.victim),
    remove: hosts.remove,
  };
}

async function onThisMachine(folder: string, why: string): Promise<DemoPlace> {
  const [port, apiPort] = [await freePort(), await freePort()];
  const issuer = `http://localhost:${port}`;
  return {
    issuer,
    apiOrigin: `http://localhost:${apiPort}`,
    server: { issuer, host: "127.0.0.1", port, folder: join(folder, "server") },
    victim: { folder: join(folder, "victim") },
    attacker: { folder: join(folder, "attacker") },
    apart: `The attacker's computer is a second command line and browser profile on this one, since ${why}`,
    victimsLoopback: undefined,
    remove: async () => {},
  };
}

async function missingProgram(names: readonly string[]): Promise<string | undefined> {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  for (const name of names) {
    const tries = await Promise.allSettled(folders.map((path) => access(join(path, name))));
    if (tries.every(({ status }) => status === "rejected")) return name;
  }
  return undefined;
}
