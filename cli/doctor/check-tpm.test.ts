import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SoftwareTpm, startSoftwareTpm } from "../../test/kit/software-tpm.ts";
import { newTpmDeviceKey } from "../keys/device-key.ts";
import { allMachines, type EnrolledMachine, storeMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import { openTpm } from "../keys/tpm/connection/open-tpm.ts";
import { keyPlaceIn } from "../testing/key-place.ts";
import { checkTpm } from "./check-tpm.ts";

let root: string;
let software: SoftwareTpm;
let other: SoftwareTpm;
let place: KeyPlace;
let machines: readonly EnrolledMachine[];
const at = (setting: string): KeyPlace => ({ ...place, openTpm: () => openTpm(setting, "linux") });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "nearside-tpm-"));
  software = await startSoftwareTpm(join(root, "one"));
  other = await startSoftwareTpm(join(root, "two"));
  place = keyPlaceIn(root);
  const key = await newTpmDeviceKey(() => openTpm(software.setting, "linux"));
  const machine = { issuer: "https://login.example.com", user: { id: `us_${"A".repeat(22)}`, name: "ada" } };
  await storeMachine(at(software.setting), { ...machine, receipts: ["a".repeat(20)] }, key, "file");
  machines = await allMachines(at(software.setting));
});
afterAll(async () => {
  await Promise.all([software.stop(), other.stop()]);
  await rm(root, { recursive: true, force: true });
});

describe("the TPM is found", () => {
  it("good where it answers, and has the key that it keeps", async () => {
    expect(await checkTpm(at(software.setting), [])).toEqual([
      { about: "TPM", state: "good", says: expect.stringMatching(/^A TPM 2\.0 answers \(IBM, firmware \d+\.\d+\)\.$/) },
    ]);
    expect(await checkTpm(at(software.setting), machines)).toMatchObject([
      { state: "good", says: expect.stringContaining("has the key of this machine") },
    ]);
  });

  it("good where the machine has no TPM and nothing needs one", async () => {
    expect(await checkTpm(at("device:/dev/no-such-device"), [])).toMatchObject([{ state: "good" }]);
  });

  it("bad where it is gone, or another one that does not know the key", async () => {
    expect(await checkTpm(at("device:/dev/no-such-device"), machines)).toMatchObject([
      { state: "bad", cure: expect.stringContaining("firmware's settings") },
    ]);
    expect(await checkTpm(at(other.setting), machines)).toMatchObject([
      { state: "bad", cure: expect.stringContaining("nearside enroll") },
    ]);
  });

  it("worth a notice where it is there but not for us", async () => {
    expect(await checkTpm(at("tpm0"), [])).toMatchObject([
      { state: "notice", cure: expect.stringContaining("NEARSIDE_TPM") },
    ]);
    const file = join(root, "file");
    await writeFile(file, "");
    expect(await checkTpm(at(`device:${file}`), [])).toMatchObject([{ state: "notice" }]);
  });
});
