import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, chmod, lstat, mkdir, readFile, realpath, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { posix } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { systemCode } from "../../../keys/key-file-error.ts";
import { ensurePrivateFolder } from "../../../keys/private-folder.ts";
import { parseJson } from "../../../parse-json.ts";
import { Problem } from "../../../problems/problem.ts";
import { texts } from "../../../texts/keeper.ts";
import type { World } from "../../../world/world.ts";
import { shellWord } from "../../setup/shell-word.ts";
import { WITHOUT_KEEPER } from "../own-agent.ts";
import { sshSocketsOf } from "../ssh-sockets.ts";
import { type Hosts, hasInclude, includedText, readyProgram, withInclude, withoutInclude } from "./config-lines.ts";

const execute = promisify(execFile);
/** `ssh` runs programs that its configuration names (Match exec). Milliseconds. */
const TOLD_WITHIN = 10_000;

const recordSchema = v.strictObject({
  logins: v.pipe(v.array(v.string()), v.readonly()),
  keys: v.pipe(v.array(v.string()), v.readonly()),
  /** True if the account had no such file, or folder, before. */
  madeConfig: v.boolean(),
  madeFolder: v.boolean(),
});
type SetupRecord = v.InferOutput<typeof recordSchema>;

interface Place {
  readonly config: string;
  readonly ready: string;
  readonly included: string;
  readonly record: string;
  readonly backup: string;
  readonly randomName: () => string;
}

async function placeOf(world: World): Promise<Place> {
  const { platform, home } = world.surroundings;
  const doorway = world.doorway();
  if (platform !== "linux" || doorway === undefined) throw new Problem("ssh_unusable", texts.ssh.linuxOnly);
  const { folder, randomName } = await world.place();
  const file = (name: string): string => posix.join(folder, name);
  return {
    config: posix.join(home, ".ssh/config"),
    ready: file("ssh-ready"),
    included: file("ssh.conf"),
    record: file("ssh.json"),
    backup: file("ssh-config.backup"),
    randomName,
  };
}

/** The state of the set-up here. */
interface SshSetup {
  readonly is: "whole" | "missing" | "stale";
  readonly hosts: Hosts;
  /** The file that has our lines. */
  readonly config: string;
}

/** @throws Problem `ssh_unusable` */
export async function lookAtSsh(world: World): Promise<SshSetup> {
  const place = await placeOf(world);
  const record = await recordOf(place);
  const config = await textOf(place.config);
  const hosts = record ?? { logins: [], keys: [] };
  const isThere = config !== undefined && hasInclude(config, place.included);
  if (record === undefined && !isThere) return { is: "missing", hosts, config: place.config };
  const files = filesOf(world, place, hosts);
  const found = await Promise.all(Object.entries(files).map(async ([path, { text }]) => (await textOf(path)) === text));
  return { is: isThere && found.every(Boolean) ? "whole" : "stale", hosts, config: place.config };
}

/**
 * Makes the keeper the agent of this account's `ssh`, for those hosts. The person's own file gets one line at its beginning,
 * and is kept beside; a set-up of before is replaced. If `ssh` does not take the result, everything is as it was.
 *
 * @throws Problem `ssh_unusable`; KeyFileError
 */
export async function setUpSsh(
  world: World,
  hosts: Hosts,
): Promise<{ readonly config: string; readonly backup: string }> {
  const place = await placeOf(world);
  await demandRecentSsh();
  await demandSystemSsh(world);
  await ensurePrivateFolder(await world.place());
  const before = await recordOf(place);
  const folder = posix.dirname(place.config);
  const madeFolder = !(await isThere(folder)) || before?.madeFolder === true;
  const text = await textOf(place.config);
  const record: SetupRecord = { ...hosts, madeConfig: text === undefined || before?.madeConfig === true, madeFolder };
  const files = filesOf(world, place, hosts);
  const asItWas = await takeDown(place);
  for (const [path, file] of Object.entries(files)) await replace(place, path, file.text, file.mode);
  if (before === undefined && text !== undefined) await replace(place, place.backup, withoutInclude(text), 0o600);
  await replace(place, place.record, `${JSON.stringify(record)}\n`, 0o600);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await replaceConfig(place, withInclude(text ?? "", place.included));
  try {
    await effectiveConfig(world, "nearside.invalid");
  } catch (cause) {
    await asItWas();
    if (madeFolder && before === undefined) await rmdir(folder).catch(() => undefined);
    throw new Problem("ssh_unusable", texts.ssh.rejected({ why: firstLine(cause) }), { cause });
  }
  return { config: place.config, backup: place.backup };
}

/** Remembers every file that a set-up writes. @returns puts them back, byte for byte */
async function takeDown(place: Place): Promise<() => Promise<void>> {
  const { config, included, ready, record, backup } = place;
  const texts = await Promise.all(
    [config, included, ready, record, backup].map(async (path) => ({ path, text: await textOf(path) })),
  );
  return async () => {
    // the configuration first: it must never name a file that is not there
    for (const { path, text } of texts) {
      if (text === undefined) await rm(path, { force: true });
      else if (path === config) await replaceConfig(place, text);
      else await replace(place, path, text, path === ready ? 0o700 : 0o600);
    }
  };
}

/** Takes away what was set up. @returns false if there was nothing. @throws Problem `ssh_unusable`; KeyFileError */
export async function undoSsh(world: World): Promise<boolean> {
  const place = await placeOf(world);
  const record = await recordOf(place);
  const text = await textOf(place.config);
  const without = text === undefined ? undefined : withoutInclude(text);
  if (record === undefined && without === text) return false;
  // First the line: a configuration must never name a file that is not there.
  if (without !== undefined && without !== text) {
    if (without === "" && record?.madeConfig === true) await rm(place.config);
    else await replaceConfig(place, without);
  }
  for (const path of [place.included, place.ready, place.record, place.backup]) await rm(path, { force: true });
  if (record?.madeFolder === true) await rmdir(posix.dirname(place.config)).catch(() => undefined); // others may have put something there
  return true;
}

/** The configuration that `ssh` has for that host. */
export async function effectiveConfig(
  { surroundings: { env } }: Pick<World, "surroundings">,
  host: string,
  more: Readonly<Record<string, string>> = {},
): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await execute("ssh", ["-G", "--", host], { env: { ...env, ...more }, timeout: TOLD_WITHIN });
  const lines = stdout.split("\n").map((line): [string, string] => {
    const at = line.indexOf(" ");
    return [line.slice(0, at), line.slice(at + 1)];
  });
  return new Map(lines);
}

/** The same without the keeper's part. */
export const ownConfig = (world: Pick<World, "surroundings">, host: string): Promise<ReadonlyMap<string, string>> =>
  effectiveConfig(world, host, WITHOUT_KEEPER);

function filesOf(world: World, place: Place, hosts: Hosts) {
  const { runtime, nearside } = world.programs;
  const script = nearside === undefined ? [] : [nearside];
  const doorway = world.doorway();
  if (doorway === undefined) throw new Problem("ssh_unusable");
  const sockets = sshSocketsOf(doorway);
  const home = world.surroundings.env["NEARSIDE_HOME"] ?? "";
  const start = [...(home === "" ? [] : ["env", `NEARSIDE_HOME=${home}`]), runtime, ...script, "keeper", "status"];
  return {
    [place.ready]: { text: readyProgram(shellWord(sockets.live), start.map(shellWord).join(" ")), mode: 0o700 },
    [place.included]: {
      text: includedText(hosts, { ready: place.ready, socket: sockets.logins, keysSocket: sockets.keys }),
      mode: 0o600,
    },
  };
}

/** From this one on `ssh` tells its agent by which host's session a connection comes (OpenSSH 8.9, release notes). */
const FIRST = [8, 9] as const;

async function demandRecentSsh(): Promise<void> {
  const { stderr } = await execute("ssh", ["-V"]).catch((cause: unknown) => {
    throw new Problem("ssh_unusable", texts.ssh.noSsh, { cause });
  });
  const [, major, minor] = /OpenSSH_(\d+)\.(\d+)/.exec(stderr) ?? [];
  const isRecent = Number(major) > FIRST[0] || (Number(major) === FIRST[0] && Number(minor) >= FIRST[1]);
  if (!isRecent) throw new Problem("ssh_unusable", texts.ssh.tooOld({ first: FIRST.join("."), found: stderr.trim() }));
}

/** The keeper answers no other one (protocol §10.1), which would then continue without any agent. */
async function demandSystemSsh({ surroundings: { env } }: World): Promise<void> {
  const folders = (env["PATH"] ?? "").split(":").filter((folder) => posix.isAbsolute(folder));
  for (const folder of folders) {
    const path = await realpath(posix.join(folder, "ssh")).catch(() => undefined);
    if (path === undefined) continue;
    const { uid, mode } = await stat(path);
    if (uid !== 0 || (mode & 0o022) !== 0 || posix.basename(path) !== "ssh")
      throw new Problem("ssh_unusable", texts.ssh.notSystems({ path }));
    return;
  }
}

async function recordOf(place: Place): Promise<SetupRecord | undefined> {
  const text = await textOf(place.record);
  const read = v.safeParse(recordSchema, text === undefined ? undefined : parseJson(text));
  return read.success ? read.output : undefined;
}

const textOf = (path: string): Promise<string | undefined> =>
  readFile(path, "utf8").catch((cause: unknown) => {
    if (systemCode(cause) === "ENOENT") return undefined;
    throw new Problem("ssh_unusable", texts.ssh.unreadable({ path, code: systemCode(cause) ?? "unknown" }), { cause });
  });

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** Writes the person's file where it really lies: many keep it elsewhere, and have a link to it. */
async function replaceConfig(place: Place, text: string): Promise<void> {
  const path = await realpath(place.config).catch(() => place.config);
  if (path === place.config && (await isLink(path))) throw new Problem("ssh_unusable", texts.ssh.brokenLink({ path }));
  const mode = await stat(path).then(
    (found) => found.mode & 0o777,
    () => 0o600,
  );
  await access(path, constants.W_OK).catch((cause: unknown) => {
    if (systemCode(cause) === "ENOENT") return;
    throw new Problem("ssh_unusable", texts.ssh.byHand({ path, included: place.included }), { cause });
  });
  await replace(place, path, text, mode);
}

const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );

/** Whole, or not at all. */
async function replace({ randomName }: Place, path: string, text: string, mode: number): Promise<void> {
  const draft = posix.join(posix.dirname(path), `.nearside-${randomName()}`);
  try {
    await writeFile(draft, text, { mode, flag: "wx" });
    await chmod(draft, mode);
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new Problem("ssh_unusable", texts.ssh.notWritten({ path, code: systemCode(cause) ?? "unknown" }), { cause });
  }
}

const firstLine = (cause: unknown): string => {
  const text: unknown = typeof cause === "object" && cause !== null ? Reflect.get(cause, "stderr") : undefined;
  return typeof text === "string" ? (text.split("\n")[0] ?? "") : "";
};
