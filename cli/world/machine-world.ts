import os from "node:os";
import { posix } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { RandomBytes } from "@nearside/shared/ids.ts";
import type { Surroundings } from "../context/surroundings.ts";
import { doorwayOf, fixedDoorways } from "../doorway/doorway.ts";
import { leaseHere } from "../doorway/lease-here.ts";
import { isEnrolledIn } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { openKeyring } from "../keys/keyring.ts";
import { type LockPlace, withLock } from "../keys/lock.ts";
import { machineIdentity } from "../keys/machine-identity.ts";
import { stateFolder } from "../keys/state-folder.ts";
import { openTpm } from "../keys/tpm/connection/open-tpm.ts";
import { createVault } from "../keys/vault.ts";
import { visitFolder } from "../keys/visit.ts";
import { createPeerCheck } from "../peer/create-peer-check.ts";
import { PostureLook } from "../posture/collect-posture.ts";
import { createPostureStore } from "../posture/posture-store.ts";
import { loadManaged, managedPath } from "../settings/managed-file.ts";
import type { ManagedSettings } from "../settings/managed-settings.ts";
import { windowsRights } from "../settings/windows-rights.ts";
import type { MachineWorld } from "./world.ts";

/** Everything of the outside that an entry reads, and that no other file may read. */
export interface Outside {
  readonly process: Pick<NodeJS.Process, "platform" | "env" | "pid" | "arch" | "cwd" | "geteuid">;
  /** The program and its arguments as typed, as the person will be asked to approve them (protocol §4.1). */
  readonly command: readonly string[];
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly randomBytes: (length: number) => Buffer;
}

/** This machine, for one command of ours or one program that imports the SDK. @param stop ends everything that waits */
export function createMachineWorld({ process, command, now, randomBytes }: Outside, stop: AbortSignal): MachineWorld {
  const { platform, env, pid, arch } = process;
  const uid = process.geteuid?.();
  const cwd = process.cwd();
  const home = os.homedir();
  const hostname = os.hostname();
  const account = accountName(uid);
  const random: RandomBytes = (length) => randomBytes(length);
  const sleep = (duration: number): Promise<void> => wait(duration, undefined, { signal: stop });
  const surroundings: Surroundings = {
    platform,
    env,
    pid,
    arch,
    hostname,
    account,
    home,
    cwd,
    command,
    systemVersion: os.version(),
    systemRelease: os.release(),
  };
  const forwardedAgent = forwardedAgentOf(env);
  let managed: Promise<ManagedSettings> | undefined;
  const place: MachineWorld["place"] = async () => placeIn(stateFolder(platform, env, home));
  const loginPlace: MachineWorld["loginPlace"] = async () => {
    const own = await place();
    if (forwardedAgent === undefined || (await isEnrolledIn(own))) return own;
    const folder = await visitFolder(platform, env, uid);
    return folder === undefined ? own : { ...(await placeIn(folder)), isOfVisits: true };
  };
  const placeIn = async (folder: string): Promise<KeyPlace & LockPlace> => {
    const randomName = (): string => randomBytes(16).toString("hex");
    const lock: LockPlace = { folder, uid, cwd, home, pid, randomName };
    const alone = <T>(task: () => Promise<T>): Promise<T> => withLock(lock, "keyring", { now, sleep }, task);
    return {
      ...lock,
      platform,
      account,
      machine: await machineIdentity(platform, env, hostname),
      vault: createVault(openKeyring(folder), { random: randomBytes, alone }),
      openTpm: () => openTpm(env["NEARSIDE_TPM"], platform),
    };
  };
  const managedOnce: MachineWorld["managed"] = () => {
    const from = { platform, path: managedPath(platform), windowsRights: windowsRights(env["SystemRoot"]) };
    managed ??= loadManaged(from);
    return managed;
  };
  // settings that can't be read end the command where they are demanded
  const queries = () =>
    managedOnce().then(
      ({ osquery = {} }) => osquery,
      () => ({}),
    );
  const posture = new PostureLook({ platform, env, home }, createPostureStore(place), now, queries);
  return {
    now,
    random,
    sleep,
    stop,
    surroundings,
    doorway: () => doorwayOf(platform, env, home, uid),
    fixedDoorways: () => fixedDoorways(platform, accountHome(), uid),
    lease: leaseHere(env, uid),
    peerOf: createPeerCheck(platform, uid, env),
    managed: managedOnce,
    place,
    loginPlace,
    forwardedAgent,
    posture: () => posture.tell(),
    lookAround: () => posture.look(),
  };
}

/**
 * sshd sets the one always, and the other where an agent is forwarded (ssh(1), sshd(8)). In a container, a variable of our own names the
 * socket of the machine's keeper.
 */
function forwardedAgentOf(env: Outside["process"]["env"]): string | undefined {
  const inContainer = env["NEARSIDE_KEEPER"] ?? "";
  if (posix.isAbsolute(inContainer)) return inContainer;
  const isOverSsh = (env["SSH_CONNECTION"] ?? "") !== "" && posix.isAbsolute(env["SSH_AUTH_SOCK"] ?? "");
  return isOverSsh ? env["SSH_AUTH_SOCK"] : undefined;
}

/** The one that the system knows, and not the environment. */
function accountHome(): string | undefined {
  try {
    return os.userInfo().homedir;
  } catch {
    return undefined; // a container may run under a number that has no account
  }
}

/** The account's name, or its number: a container may run under a number that has no name. */
function accountName(uid: number | undefined): string {
  try {
    return os.userInfo().username;
  } catch {
    return String(uid ?? "unknown");
  }
}
