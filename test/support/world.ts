// The world of an end-to-end test: a server, a victim's and an attacker's machine, three network namespaces with a loopback
// each, the server reachable from both by a real name over TLS. All parts are those that ship.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { browserUnderTest } from "./browser-under-test.ts";
import { createAuthority, type ServerCertificate } from "./certificates.ts";
import { enrolMachine } from "./enrol-machine.ts";
import { createHosts, type HostName, type Hosts } from "./hosts.ts";
import { type Machine, type MachinePlace, startMachine } from "./machine.ts";
import { type NearsideServer, startServer } from "./nearside-server.ts";

export type World = {
  readonly issuer: string;
  readonly hosts: Hosts;
  readonly server: NearsideServer;
  /** Enrolled for `admin`, with the bootstrap ticket. */
  readonly victim: Machine;
  /** Enrolled for `mallory`, on a host of its own. */
  readonly attacker: Machine;
  /** Where a machine of that name on that host is, or would be. */
  readonly placeOf: (name: string, host: HostName) => MachinePlace;
  /** One more machine, not enrolled; it goes with the world. */
  readonly newMachine: (name: string, host: HostName) => Promise<Machine>;
  /** Run at the end, the last given first. */
  readonly atEnd: (end: () => Promise<unknown>) => void;
  /** The server's data. */
  readonly dataFolder: string;
  /** Of the server's name, for more servers beside it. */
  readonly tls: ServerCertificate;
  /** For Node programs in any of the namespaces. */
  readonly env: Readonly<Record<string, string>>;
  readonly remove: () => Promise<void>;
};

export const NAME = "login.nearside.test";
export const ISSUER = `https://${NAME}`;
/** What a stranger calls his own server, on the attacker's machine: with an l for the i. */
export const LOOKALIKE = "login.nearslde.test";
/** Of the sample API, which runs beside the server. */
export const API_ORIGIN = `http://${NAME}:8080`;
/** Of other people's servers that take Nearside's tokens, beside it too. */
export const KUBE_ORIGIN = `https://${NAME}:6443`;
export const GIT_ORIGIN = `https://${NAME}:8443`;
/** A client whose tokens are too short for `nearside token` to give out twice without renewing them. */
export const SHORT_CLIENT = "short-lived";
const SETTINGS = {
  clients: [
    {
      id: "nearside-cli",
      name: "Nearside command line",
      verified: true,
      scopes: ["orders:read", "deploy"],
      resources: [API_ORIGIN, KUBE_ORIGIN, GIT_ORIGIN],
    },
    {
      id: "orders-cli",
      name: "Orders",
      verified: true,
      scopes: ["orders:read", "orders:write"],
      resources: [API_ORIGIN],
    },
    { id: SHORT_CLIENT, name: "Short-lived", scopes: ["orders:read"], accessTokenSeconds: 60 },
  ],
};

/** @throws Error where namespaces can't be made; never falls back to something weaker */
export async function createWorld(): Promise<World> {
  const ends: (() => Promise<unknown>)[] = [];
  const atEnd = (end: () => Promise<unknown>): void => void ends.unshift(end);
  const remove = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const end of ends.splice(0)) await end().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, "Not all of the world could be removed.");
  };
  try {
    return { ...(await build(atEnd)), atEnd, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function build(atEnd: World["atEnd"]): Promise<Omit<World, "atEnd" | "remove">> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-world-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const hosts = await createHosts([NAME], [LOOKALIKE]);
  atEnd(hosts.remove);
  const authority = await createAuthority(folder);

  const configuration = join(folder, "nearside.json");
  await writeFile(configuration, JSON.stringify(SETTINGS));
  const serverFolder = join(folder, "server");
  await mkdir(serverFolder);
  const { address, namespace } = hosts.server;
  const tls = await authority.issue([NAME]);
  const settings = { NEARSIDE_CONFIG: configuration };
  const server = await startServer({
    issuer: ISSUER,
    host: address,
    port: 443,
    folder: serverFolder,
    namespace,
    tls,
    settings,
  });
  atEnd(server.stop);

  const placeOf = (name: string, host: HostName): MachinePlace => ({
    folder: join(folder, name),
    executablePath: browserUnderTest(),
    issuer: ISSUER,
    namespace: hosts[host].namespace,
    authority,
    reachable: [LOOKALIKE],
  });
  const newMachine = async (name: string, host: HostName): Promise<Machine> => {
    const machine = await startMachine(placeOf(name, host));
    atEnd(machine.close);
    return machine;
  };
  const [victim, attacker] = await Promise.all([newMachine("victim", "victim"), newMachine("attacker", "attacker")]);
  await enrolMachine(victim, ISSUER, "admin", server.bootstrapTicket ?? "", undefined);
  await enrolMachine(attacker, ISSUER, "mallory", await server.ticket("mallory"), server.confirm);
  const env = { PATH: process.env["PATH"] ?? "", NODE_EXTRA_CA_CERTS: authority.certificateFile };
  const dataFolder = join(serverFolder, "data");
  return { issuer: ISSUER, hosts, server, victim, attacker, placeOf, newMachine, dataFolder, tls, env };
}
