// The world of an end-to-end test: a server, a victim's and an attacker's machine, three network namespaces with a loopback
// each, the server reachable from both by a real name over TLS. All parts are those that ship.
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Endings, endings } from "./at-end.ts";
import type { Passkey } from "./authenticator.ts";
import { browserUnderTest } from "./browser-under-test.ts";
import { type Authority, createAuthority, openAuthority, type ServerCertificate } from "./certificates.ts";
import { enrolMachine } from "./enrol-machine.ts";
import { createHosts, type HostName, type Hosts } from "./hosts.ts";
import { type Machine, type MachinePlace, startMachine } from "./machine.ts";
import { madeOnce } from "./made-once.ts";
import { type NearsideServer, type ServerPlace, startServer } from "./nearside-server.ts";
import { settledProfile } from "./settled-profile.ts";

export type World = {
  readonly issuer: string;
  readonly hosts: Hosts;
  readonly server: NearsideServer;
  /** To start it again, with other settings, once it was stopped. */
  readonly serverPlace: ServerPlace;
  /** Enrolled for `admin`, with the bootstrap ticket. With a browser, unless the world was made without. */
  readonly victim: Machine;
  /** Enrolled for `mallory`, on a host of its own. With a browser, unless the world was made without. */
  readonly attacker: Machine;
  /** The place of a machine of that name on that host, whether it was started or not. */
  readonly placeOf: (name: string, host: HostName) => MachinePlace;
  /** One more machine, not enrolled; it goes with the world. @param browser has had the extension for a while unless it is new; there may be none */
  readonly newMachine: (name: string, host: HostName, browser?: "new" | "none") => Promise<Machine>;
  /** Run at the end, the last given first. */
  readonly atEnd: Endings["atEnd"];
  /** The server's data. */
  readonly dataFolder: string;
  /** The certificate of the server's name, for more servers beside it. */
  readonly tls: ServerCertificate;
  /** For Node programs in any of the namespaces. */
  readonly env: Readonly<Record<string, string>>;
  readonly remove: () => Promise<void>;
};

export const NAME = "login.nearside.test";
export const WORLD_ISSUER = `https://${NAME}`;
/** The name of a stranger's own server, on the attacker's machine: with an l for the i. */
export const LOOKALIKE = "login.nearslde.test";
/** Another name of the server's own site, on the attacker's machine: a forgotten subdomain that the attacker took over. */
export const SIBLING = "forgotten.nearside.test";
/** The origin of the sample API, which runs beside the server. */
export const API_ORIGIN = `http://${NAME}:8080`;
/** The origins of other people's servers that take Nearside's tokens, beside it too. */
export const KUBE_ORIGIN = `https://${NAME}:6443`;
export const GIT_ORIGIN = `https://${NAME}:8443`;
/** A client whose tokens are too short for `nearside token` to give out twice without renewing them. */
export const SHORT_CLIENT = "short-lived";
/** A program that logs in by a redirect alone. */
export const REDIRECTING_CLIENT = "orders-by-redirect";
const SETTINGS = {
  clients: [
    {
      id: REDIRECTING_CLIENT,
      name: "Orders by redirect",
      scopes: ["openid", "orders:read"],
      resources: [API_ORIGIN, KUBE_ORIGIN],
      redirectUris: ["http://127.0.0.1/callback"],
      redirectGrant: {},
    },
    {
      id: "nearside-cli",
      name: "Nearside command line",
      verified: true,
      scopes: ["orders:read", "orders:write", "deploy"],
      resources: [API_ORIGIN, KUBE_ORIGIN, GIT_ORIGIN],
    },
    {
      id: "orders-cli",
      name: "Orders",
      verified: true,
      scopes: ["orders:read", "orders:write"],
      resources: [API_ORIGIN],
    },
    {
      id: SHORT_CLIENT,
      name: "Short-lived",
      scopes: ["orders:read"],
      resources: [API_ORIGIN, KUBE_ORIGIN, GIT_ORIGIN],
      accessTokenSeconds: 60,
    },
  ],
};

type Browsers = "both" | "victim's" | "none";
const PASSKEYS = "passkeys.json";
const execute = promisify(execFile);

/**
 * A world that continues where the run's first one ended: the files of its server and of both machines are copied, and started
 * again as after a night.
 * @param browsers which of the two are started: each takes longer than all else
 * @throws Error if namespaces can't be made; never falls back to something weaker
 */
export async function createWorld(browsers: Browsers = "both"): Promise<World> {
  const [profile, enrolled] = await Promise.all([settledProfile(), madeOnce("enrolled", enrolBoth)]);
  const { atEnd, endAll: remove } = endings();
  try {
    const folder = await mkdtemp(join(tmpdir(), "nearside-world-"));
    atEnd(async () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
    // Node's own `cp` waits for each of hundreds of small files, which is eight times the work, and its `cpSync` opens folders to everybody
    await execute("cp", ["-a", `${enrolled}/.`, folder]);
    const world = await start(folder, openAuthority(folder), atEnd, profile, browsers);
    const passkeys: Record<HostName, Passkey[]> = JSON.parse(await readFile(join(folder, PASSKEYS), "utf8"));
    for (const name of ["victim", "attacker"] as const)
      for (const passkey of passkeys[name]) await world[name].authenticator.restore(passkey);
    return { ...world, atEnd, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The run's first world: both machines are new, and enrolled by their persons. What is left when it has ended is files. */
async function enrolBoth(folder: string): Promise<void> {
  const { atEnd, endAll: remove } = endings();
  try {
    const { server, victim, attacker } = await start(folder, await createAuthority(folder), atEnd);
    await enrolMachine(victim, WORLD_ISSUER, "admin", server.bootstrapTicket ?? "", undefined);
    await enrolMachine(attacker, WORLD_ISSUER, "mallory", await server.ticket("mallory"), server.admit);
    const passkeys = { victim: victim.authenticator.passkeys(), attacker: attacker.authenticator.passkeys() };
    await writeFile(join(folder, PASSKEYS), JSON.stringify(passkeys));
  } finally {
    await remove();
  }
}

/** @param profile that further machines' browsers begin with */
async function start(
  folder: string,
  authority: Authority,
  atEnd: Endings["atEnd"],
  profile?: string,
  browsers: Browsers = "both",
): Promise<Omit<World, "atEnd" | "remove">> {
  const certifying = authority.issue([NAME]);
  certifying.catch(() => {}); // the error is thrown where the promise is awaited
  const hosts = await createHosts([NAME], [LOOKALIKE, SIBLING]);
  atEnd(hosts.remove);
  const configuration = join(folder, "nearside.json");
  await writeFile(configuration, JSON.stringify(SETTINGS));
  const serverFolder = join(folder, "server");
  await mkdir(serverFolder, { recursive: true });
  const { address, namespace } = hosts.server;
  const tls = await certifying;
  const settings = { NEARSIDE_CONFIG: configuration };
  const serverPlace = {
    issuer: WORLD_ISSUER,
    host: address,
    port: 443,
    folder: serverFolder,
    namespace,
    tls,
    settings,
  };
  const starting = startServer(serverPlace);
  atEnd(async () => (await starting).stop());

  const placeOf = (name: string, host: HostName): MachinePlace => ({
    folder: join(folder, name),
    executablePath: browserUnderTest(),
    issuer: WORLD_ISSUER,
    namespace: hosts[host].namespace,
    authority,
    reachable: [LOOKALIKE, SIBLING],
    ...(profile === undefined ? {} : { profile }),
  });
  const newMachine: World["newMachine"] = async (name, host, browser) => {
    const { profile: _, ...place } = placeOf(name, host);
    const machine = await startMachine(browser === "new" ? place : placeOf(name, host), browser !== "none");
    // what the run's first world leaves is what later ones begin with
    atEnd(profile === undefined ? machine.close : machine.kill);
    return machine;
  };
  const [server, victim, attacker] = await Promise.all([
    starting,
    newMachine("victim", "victim", browsers === "none" ? "none" : undefined),
    newMachine("attacker", "attacker", browsers === "both" ? undefined : "none"),
  ]);
  const env = { PATH: process.env["PATH"] ?? "", NODE_EXTRA_CA_CERTS: authority.certificateFile };
  const dataFolder = join(serverFolder, "data");
  return {
    issuer: WORLD_ISSUER,
    hosts,
    server,
    serverPlace,
    victim,
    attacker,
    placeOf,
    newMachine,
    dataFolder,
    tls,
    env,
  };
}
