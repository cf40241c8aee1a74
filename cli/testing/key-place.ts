import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { KeyPlace } from "../keys/key-file.ts";
import { openKeyring } from "../keys/keyring.ts";
import { type LockPlace, withLock } from "../keys/lock.ts";
import { TpmError } from "../keys/tpm/connection/tpm-error.ts";
import { createVault } from "../keys/vault.ts";

/** A place for keys as main.ts makes it, below a folder of the test's own. */
export function keyPlaceIn(root: string, account = "alice"): KeyPlace & LockPlace {
  const folder = join(root, "state");
  const randomName = (): string => randomBytes(16).toString("hex");
  const lock: LockPlace = { folder, uid: process.geteuid?.(), cwd: "/", home: root, pid: process.pid, randomName };
  const waiting = { now: () => Date.now(), sleep: (duration: number) => wait(duration) };
  return {
    ...lock,
    platform: process.platform,
    machine: "this-machine",
    account,
    vault: createVault(openKeyring(folder), {
      random: randomBytes,
      alone: (task) => withLock(lock, "keyring", waiting, task),
    }),
    openTpm: () => {
      throw new TpmError("tpm_missing");
    },
  };
}
