import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { newUserId } from "@nearside/shared/ids.ts";
import { expect, it, onTestFinished } from "vitest";
import { choose } from "../settings/choose.ts";
import { keyPlaceIn } from "../testing/key-place.ts";
import { newDeviceKey } from "./device-key.ts";
import { demandMachine, replaceMachine } from "./enrolled-machine.ts";

const waiting = { now: () => Date.now(), sleep: (duration: number) => wait(duration) };

function newPlace() {
  const root = mkdtempSync(join(tmpdir(), "nearside-choice-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return keyPlaceIn(root);
}

it("says for whom a machine is enrolled, where another person was asked for", async () => {
  const place = newPlace();
  const user = { id: newUserId(randomBytes), name: "alice" };
  const machine = { issuer: "https://id.example", user, receipts: ["x".repeat(20)] };
  await replaceMachine(place, machine, await newDeviceKey(), "file", waiting);
  const demanded = demandMachine(place, { user: "bob" });
  await expect(demanded).rejects.toMatchObject({ code: "machine_not_enrolled" });
  await expect(demanded).rejects.toThrow(
    /no such enrolment.*asked for one for bob\. This machine is enrolled for alice at https:/,
  );
});

it("names sudo as the cause, where root has no enrolment and somebody typed sudo", async () => {
  const place = newPlace();
  const surroundings = { cwd: place.home, home: place.home, env: { SUDO_USER: "alice" }, account: "root" };
  const world = {
    surroundings: { ...SURROUNDINGS, ...surroundings },
    managed: async () => ({}),
  };
  await expect(choose(world, place, {})).rejects.toThrow(/because of sudo.*not those of alice/);
});

const SURROUNDINGS = {
  platform: process.platform,
  pid: process.pid,
  arch: process.arch,
  hostname: "desk",
  command: ["nearside"],
  systemVersion: "",
  systemRelease: "",
};
