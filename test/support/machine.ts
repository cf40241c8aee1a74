// A person's computer: an account's home, a command line, a browser with the extension that ships, an authenticator.
import { cpSync, existsSync } from "node:fs";
import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { type Authenticator, createAuthenticator } from "./authenticator.ts";
import { type Browser, launchBrowser } from "./browser.ts";
import type { Authority } from "./certificates.ts";
import { type Process, startProcess } from "./process.ts";
import { repository } from "./repository.ts";
import { noteSeenUpdates } from "./seen-updates.ts";

export type MachinePlace = {
  /** Exists and is this machine's alone. */
  readonly folder: string;
  readonly executablePath: string;
  readonly issuer: string;
  readonly namespace?: string;
  readonly authority?: Authority;
  /** Names that its browser may reach besides the issuer's. */
  readonly reachable?: readonly string[];
  /** A profile that its browsers with the extension begin with a copy of; a new one unless set. */
  readonly profile?: string;
  /** The Node that runs the command line; the one that runs this, unless set. */
  readonly node?: string;
  /** The command line's, by variable. */
  readonly settings?: Readonly<Record<string, string>>;
};

type CliOptions = {
  readonly terminal?: boolean;
  /** Besides what the account has. */
  readonly env?: Readonly<Record<string, string>>;
};

export type Machine = {
  /** @throws Error if it was started without one */
  readonly browser: Browser;
  readonly authenticator: Authenticator;
  /** `nearside …`, in ~/shop, without a terminal unless asked for. */
  readonly cli: (args: readonly string[], options?: CliOptions) => Promise<Process>;
  /** A shell in a terminal, for commands that follow one another in it; `$nearside` begins one of ours. */
  readonly shell: () => Promise<Process>;
  /** Another program of that account's, in the same folder; `node` as in MachinePlace unless set. */
  readonly program: (file: string, args: readonly string[], node?: string) => Promise<Process>;
  readonly home: string;
  readonly close: () => Promise<void>;
  /** Does what `close` does, but its browser's profile is lost. */
  readonly kill: () => Promise<void>;
};

/** @param withBrowser true unless set: it takes longest of all */
export async function startMachine(place: MachinePlace, withBrowser = true): Promise<Machine> {
  const home = join(place.folder, "account");
  const shop = join(home, "shop");
  await mkdir(shop, { recursive: true });
  await noteSeenUpdates(home);
  const inNamespace = place.namespace === undefined ? {} : { namespace: place.namespace };
  const browser = withBrowser ? await launchMachineBrowser(place, "browser") : undefined;
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    LANG: "C.UTF-8",
    ...(place.authority && { NODE_EXTRA_CA_CERTS: place.authority.certificateFile }),
    ...place.settings,
  };
  const bundle = join(repository, "cli/bin/nearside.js");
  await access(bundle);
  const run = (node: string | undefined, args: readonly string[], options?: CliOptions) =>
    startProcess({
      command: node ?? place.node ?? process.execPath,
      args,
      env: { ...env, ...options?.env },
      cwd: shop,
      ...(options?.terminal === undefined ? {} : { terminal: options.terminal }),
      ...inNamespace,
    });
  return {
    get browser() {
      if (browser === undefined) throw new Error(`No browser was started in ${place.folder}.`);
      return browser;
    },
    authenticator: createAuthenticator({ transport: "internal" }),
    home,
    cli: (args, options) => run(undefined, [bundle, ...args], options),
    shell: () =>
      startProcess({
        command: "/bin/sh",
        args: [],
        env: { ...env, nearside: `${place.node ?? process.execPath} ${bundle}`, PS1: "" },
        cwd: shop,
        terminal: true,
        ...inNamespace,
      }),
    program: (file, args, node) => run(node, [file, ...args]),
    close: async () => browser?.close(),
    kill: async () => browser?.kill(),
  };
}

/**
 * A browser of that machine with a profile of its own.
 * @param name a folder's; the same name again is the same profile
 * @param withExtension the one that ships; true unless set
 */
export async function launchMachineBrowser(place: MachinePlace, name: string, withExtension = true): Promise<Browser> {
  const folder = join(place.folder, name);
  await mkdir(folder, { recursive: true });
  const profile = join(folder, "profile");
  if (withExtension && place.profile !== undefined && !existsSync(profile))
    cpSync(place.profile, profile, { recursive: true });
  const { hostname, protocol } = new URL(place.issuer);
  const extensionFolder = join(place.folder, "extension");
  if (withExtension && !existsSync(extensionFolder))
    await unzipInto(join(repository, "extension/dist/nearside-extension.zip"), extensionFolder);
  return launchBrowser({
    executablePath: place.executablePath,
    folder,
    ...(withExtension && {
      extension: {
        folder: extensionFolder,
        grantable: [`${protocol}//${hostname}/*`, "http://127.0.0.1/*", "http://[::1]/*", "nativeMessaging"],
      },
    }),
    reachable: [hostname, ...(place.reachable ?? [])],
    ...(place.authority && { authority: place.authority }),
    ...(place.namespace === undefined ? {} : { namespace: place.namespace }),
  });
}

/** Unpacks the extension that ships, which is a zip. */
async function unzipInto(zip: string, folder: string): Promise<void> {
  const entries = Object.entries(unzipSync(new Uint8Array(await readFile(zip))));
  for (const [name, bytes] of entries.filter(([entry]) => !entry.endsWith("/"))) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}
