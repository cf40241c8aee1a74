import { expect, it } from "vitest";
import { newDeviceKey } from "../keys/device-key.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import { KeyringError } from "../keys/keyring-error.ts";
import { machineWith } from "../testing/enrolled-machine.ts";
import { checkEnrolments } from "./check-enrolments.ts";

const ISSUER = "https://login.example.com";
const any = { issuer: undefined, user: undefined };
const machine = async (): Promise<EnrolledMachine> =>
  machineWith(ISSUER, { id: "us_1", name: "alice" }, await newDeviceKey());

it.each([
  [any, "bad", "This machine is not enrolled with any server."],
  [{ ...any, user: "bob" }, "bad", "This machine is not enrolled for bob with any server."],
  [{ ...any, issuer: ISSUER }, "notice", `This machine is not enrolled with ${ISSUER} yet.`],
  [{ issuer: ISSUER, user: "bob" }, "notice", `This machine is not enrolled for bob with ${ISSUER} yet.`],
])("says of what there is no enrolment: %j", async (examined, state, says) => {
  expect(await checkEnrolments([], examined)).toMatchObject([{ state, says }]);
});

it("says where a key is kept that opens, and what helps one that does not", async () => {
  const open = await machine();
  const locked: EnrolledMachine = { ...open, deviceSigner: () => Promise.reject(new KeyringError("keyring_locked")) };
  expect(await checkEnrolments([{ ...open, keyStorage: "tpm" }, open, locked], any)).toMatchObject([
    { state: "good", says: expect.stringContaining("alice") },
    { state: "notice", cure: expect.stringContaining("nearside key move keyring") },
    { state: "bad", cure: "Do what the keyring check above says." },
  ]);
});
