import type { Signer } from "@nearside/shared/signing/keys.ts";
import { expect, it } from "vitest";
import { metLogin } from "../../../test/kit/log-in.ts";
import { decided } from "../../../test/kit/login-steps.ts";
import { newMachine } from "../../../test/kit/machine.ts";
import { postJson, proofOf } from "../../../test/kit/send.ts";
import { enrolledMachine, pendingMachine } from "../../testing/enrol.ts";
import { allRows } from "../../testing/ledger.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";

const PATH = "/api/devices/key-storage";

const server = serverForEach();

async function say(device: Signer) {
  const headers = await proofOf(server, device, "POST", PATH);
  return postJson(server, PATH, { key_storage: "keyring" }, { headers });
}

const storageOf = async (device: Signer): Promise<string | undefined> =>
  (
    await server.services.db
      .selectFrom("devices")
      .select("key_storage")
      .where("jkt", "=", device.thumbprint)
      .executeTakeFirst()
  )?.key_storage;

const movedEvents = () =>
  server.services.db.selectFrom("events").select(["subject", "data"]).where("kind", "=", "device_key_moved").execute();

it("is told by the device key that it is in the keyring now, once", async () => {
  const { device } = await enrolledMachine(server, "alice");
  expect(await storageOf(device)).toBe("file");
  expect((await say(device)).status).toBe(204);
  expect((await say(device)).status).toBe(204);
  expect(await storageOf(device)).toBe("keyring");
  expect(await movedEvents()).toEqual([
    { subject: device.thumbprint, data: JSON.stringify({ from: "file", to: "keyring" }) },
  ]);
});

it("shows it at the next approval", async () => {
  const machine = await enrolledMachine(server, "alice");
  await say(machine.device);
  const { decision } = await decided(server, machine, await metLogin(server, machine));
  const [, payload = ""] = decision.split(".");
  expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({ key_storage: "keyring" });
});

it("believes nobody about a key in a TPM without a proof", async () => {
  const { device } = await enrolledMachine(server, "alice");
  await server.services.db.updateTable("devices").set({ key_storage: "tpm" }).execute();
  expect((await say(device)).outcome).toMatch(/^400 invalid_request/);
  expect(await storageOf(device)).toBe("tpm");
  expect(await movedEvents()).toEqual([]);
});

it("refuses a key it does not know, one that waits, and one that was revoked", async () => {
  const [waiting, unknown] = [await newMachine(), await newMachine()];
  await pendingMachine(server, waiting, "bob");
  const { device } = await enrolledMachine(server, "alice");
  await server.services.db
    .updateTable("devices")
    .set({ state: "revoked" })
    .where("jkt", "=", device.thumbprint)
    .execute();
  const before = await allRows(server);
  expect((await say(unknown.device)).outcome).toBe("400 device_unknown");
  expect(await allRows(server)).toEqual(before);
  expect((await say(waiting.device)).outcome).toBe("400 bound_set_pending");
  expect((await say(device)).outcome).toBe("400 device_revoked");
  expect(await storageOf(device)).toBe("file");
  expect(await movedEvents()).toEqual([]);
});

it("takes no proof by another key, and none twice", async () => {
  const { device, extension } = await enrolledMachine(server, "alice");
  expect((await postJson(server, PATH, { key_storage: "keyring" })).outcome).toMatch(/invalid_dpop_proof/);
  expect((await say(extension)).outcome).toBe("400 device_unknown");
  const headers = await proofOf(server, device, "POST", PATH);
  await postJson(server, PATH, { key_storage: "keyring" }, { headers });
  expect((await postJson(server, PATH, { key_storage: "keyring" }, { headers })).outcome).toMatch(/invalid_dpop_proof/);
});
