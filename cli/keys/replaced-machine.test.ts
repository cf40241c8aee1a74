import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { newUserId } from "@nearside/shared/ids.ts";
import { expect, it, onTestFinished } from "vitest";
import { keyPlaceIn } from "../testing/key-place.ts";
import { newDeviceKey } from "./device-key.ts";
import { addReceipt, allMachines, demandMachine, moveMachine, replaceMachine } from "./enrolled-machine.ts";

const waiting = { now: () => Date.now(), sleep: (duration: number) => wait(duration) };

it("puts no earlier enrolment back over a new one", async () => {
  const root = mkdtempSync(join(tmpdir(), "nearside-replaced-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const place = keyPlaceIn(root);
  const machine = {
    issuer: "https://id.example",
    user: { id: newUserId(randomBytes), name: "alice" },
    receipts: ["x".repeat(20)],
  };
  const fresh = await newDeviceKey();
  await replaceMachine(place, machine, await newDeviceKey(), "file", waiting);
  const before = await demandMachine(place, {}); // a further browser's enrolment knows it like this while it waits
  await before.deviceKey();
  await replaceMachine(place, machine, fresh, "file", waiting);
  const gone = { code: "machine_not_enrolled" };
  await expect(addReceipt(place, before, "y".repeat(20), waiting)).rejects.toMatchObject(gone);
  await expect(moveMachine(place, before, waiting)).rejects.toMatchObject(gone);
  const [now, ...others] = await allMachines(place);
  expect(others).toEqual([]);
  expect([now?.id, now?.receipts]).toEqual([fresh.signer.thumbprint, machine.receipts]);
});
