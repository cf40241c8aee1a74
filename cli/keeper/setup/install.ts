import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, posix, resolve } from "node:path";
import type { Doorway } from "../../doorway/doorway.ts";
import { systemCode } from "../../keys/key-file-error.ts";
import { ensurePrivateFolder, type FolderPlace } from "../../keys/private-folder.ts";
import { Problem } from "../../problems/problem.ts";
import { texts as keeperTexts } from "../../texts/keeper.ts";
import type { World } from "../../world/world.ts";
import { removeContainerFolder } from "../container-folder.ts";
import { browsersHere } from "./browsers-here.ts";
import { hostManifests, hostProgram, programIn } from "./host-manifests.ts";
import { knownExtensions, learnExtensions } from "./known-extensions.ts";
import { systemctl } from "./systemctl.ts";
import { authoritiesDropIn, SERVICE_UNIT, SOCKET_UNIT, systemdUnits } from "./systemd-units.ts";

/** The set-up has done this. */
interface Installed {
  /** False if no systemd of this account answers here: then the keeper is started by hand. */
  readonly service: boolean;
  /** The browsers that are installed here, by name. */
  readonly browsers: readonly string[];
  /** The servers that did not say by which ids browsers know their extension; those that they said before stay valid. */
  readonly notHeard: Awaited<ReturnType<typeof learnExtensions>>;
}

interface Setup {
  readonly doorway: Doorway;
  readonly folder: FolderPlace & Parameters<typeof removeContainerFolder>[0];
  readonly program: string;
  readonly manifests: ReturnType<typeof hostManifests>;
  readonly texts: Readonly<Record<string, string>>;
  readonly authorities: ReturnType<typeof authoritiesDropIn>;
}

async function setupOf(world: World): Promise<Setup> {
  const { surroundings, programs } = world;
  const { platform, home, env } = surroundings;
  const doorway = world.doorway();
  if (platform !== "linux" || doorway === undefined) throw new Problem("keeper_unusable", keeperTexts.setup.linuxOnly);
  const place = await world.place();
  const program = posix.join(place.folder, "native-host");
  const configHome = posix.isAbsolute(env["XDG_CONFIG_HOME"] ?? "")
    ? (env["XDG_CONFIG_HOME"] ?? "")
    : posix.join(home, ".config");
  const ownFolder = (env["NEARSIDE_HOME"] ?? "") === "" ? undefined : place.folder;
  const named = env["NODE_EXTRA_CA_CERTS"] ?? "";
  const units = systemdUnits(configHome, { ...programs, socket: doorway.socket, ownFolder });
  const authorities = authoritiesDropIn(units, named === "" ? undefined : resolve(named));
  const manifests = hostManifests(home, program, await knownExtensions(place));
  const texts = {
    [program]: hostProgram(programs.runtime, programs.nativeHost, doorway.socket),
    ...Object.fromEntries(Object.entries(units.files).map(([name, text]) => [posix.join(units.folder, name), text])),
    ...Object.fromEntries(manifests.map(({ path, text }) => [path, text])),
  };
  return { doorway, folder: place, manifests, program, texts, authorities };
}

/**
 * Sets the keeper up for this account: as a service that starts with the first caller, and as the native host of each browser.
 *
 * @throws Problem `keeper_unusable`; KeyFileError
 */
export async function installKeeper(world: World): Promise<Installed> {
  const notHeard = await learnExtensions(world);
  const { doorway, folder, program, texts, authorities } = await setupOf(world);
  await ensurePrivateFolder(folder);
  await ensurePrivateFolder({ ...folder, folder: doorway.folder });
  for (const [path, text] of Object.entries(texts)) await write(path, text);
  if (authorities.text === undefined) await rm(authorities.path, { force: true });
  else await write(authorities.path, authorities.text);
  await chmod(program, 0o700);
  const service = (await systemctl("daemon-reload")) && (await systemctl("enable", "--now", SOCKET_UNIT));
  return { service, browsers: (await browsersHere(world.surroundings.env)).map(({ name }) => name), notHeard };
}

/** Asks the servers of this account's enrolments for the ids of their extensions, where the keeper was set up. @throws Problem, KeyFileError */
export async function admitExtensions(world: World): Promise<void> {
  if ((await lookAtSetup(world)).is === "missing") return;
  await learnExtensions(world);
  await renewHostManifests(world);
}

/**
 * Writes the browsers' files again where this set-up made them and other ids are admitted by now. Those of a set-up with another folder of keys
 * are left alone: they name another program, and what this one would name need not be there.
 *
 * @throws Problem `keeper_unusable`
 */
export async function renewHostManifests(world: World): Promise<void> {
  const { manifests, program } = await setupOf(world);
  await renewManifests(manifests, program);
}

/** @param program the program that this set-up names to browsers */
export async function renewManifests(manifests: Setup["manifests"], program: string): Promise<void> {
  for (const { path, text } of manifests) {
    const there = await readFile(path, "utf8").catch(() => undefined);
    if (there !== undefined && there !== text && programIn(there) === program) await write(path, text);
  }
}

/**
 * Has the service start with the account's session, and not with its first caller: nothing starts it by the socket for containers.
 *
 * @returns false where it is not set up, or if no systemd of this account answers
 */
export const startEarly = (isWanted: boolean): Promise<boolean> =>
  systemctl(isWanted ? "enable" : "disable", SERVICE_UNIT);

/** Takes away what the set-up made, and the socket for containers. What is not there is fine. @throws Problem `keeper_unusable` */
export async function uninstallKeeper(world: World): Promise<void> {
  const { texts, folder, authorities } = await setupOf(world);
  await systemctl("disable", "--now", SOCKET_UNIT, SERVICE_UNIT);
  await removeContainerFolder(folder);
  for (const path of [...Object.keys(texts), authorities.path]) {
    await rm(path, { force: true }).catch((cause: unknown) => {
      throw new Problem("keeper_unusable", keeperTexts.setup.notRemoved({ path }), { cause });
    });
  }
  await systemctl("daemon-reload");
}

/** Says how the files of the set-up are here: all as this version writes them, not there, or otherwise. */
export async function lookAtSetup(
  world: World,
): Promise<{ readonly is: "whole" | "missing" | "stale"; readonly stale: readonly string[] }> {
  const { texts } = await setupOf(world);
  const found = await Promise.all(
    Object.entries(texts).map(async ([path, text]) => {
      const there = await readFile(path, "utf8").catch(() => undefined);
      return { path, isThere: there !== undefined, isOurs: there === text };
    }),
  );
  const stale = found.filter(({ isOurs }) => !isOurs).map(({ path }) => path);
  if (stale.length === 0) return { is: "whole", stale };
  return { is: found.some(({ isThere }) => isThere) ? "stale" : "missing", stale };
}

async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode: 0o600 });
  } catch (cause) {
    throw new Problem("keeper_unusable", keeperTexts.setup.notWritten({ path, code: systemCode(cause) ?? "unknown" }), {
      cause,
    });
  }
}
