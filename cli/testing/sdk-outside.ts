import { randomBytes } from "node:crypto";
import type { User } from "@nearside/shared/claims.ts";
import { newDeviceKey } from "../keys/device-key.ts";
import { storeMachine } from "../keys/enrolled-machine.ts";
import type { SdkOutside } from "../sdk/operation.ts";
import { createMachineWorld } from "../world/machine-world.ts";

/**
 * The surroundings that sdk.ts gives, for an account whose keys lie in that folder, and the folder that the program runs
 * in.
 */
export const outsideIn = (folder: string, cwd = "/"): SdkOutside => ({
  process: {
    platform: process.platform,
    env: { NEARSIDE_HOME: folder },
    pid: process.pid,
    arch: process.arch,
    cwd: () => cwd,
    ...(process.geteuid && { geteuid: process.geteuid }),
  },
  command: ["orders", "list"],
  now: () => Date.now(),
  randomBytes,
  fetch: (input, init) => globalThis.fetch(input, init),
});

/** Enrols that account. The receipt is one by its form only: nothing here reads it. */
export async function enrolIn(outside: SdkOutside, issuer: string, user: User): Promise<void> {
  const place = await createMachineWorld(outside, new AbortController().signal).place();
  await storeMachine(place, { issuer, user, receipts: ["e30.e30.c2lnbmF0dXJl"] }, await newDeviceKey(), "file");
}
