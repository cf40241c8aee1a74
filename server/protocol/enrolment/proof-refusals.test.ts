import { beforeEach, describe, expect, it } from "vitest";
import { type OpenEnrolment, proofText, prove } from "../../../test/kit/enrolment-steps.ts";
import { inTheNameOf, newSigner } from "../../../test/kit/keys.ts";
import { type Machine, newMachine } from "../../../test/kit/machine.ts";
import { postJson } from "../../../test/kit/send.ts";
import { enrolmentWithPasskey, metEnrolment, pendingMachine } from "../../testing/enrol.ts";
import { expectRefusal } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";

// POST /api/enrolments/{id}/proof (protocol §3.3, threat R12) makes each refusal for its own reason.

const server = serverForAll();
let machine: Machine;
let open: OpenEnrolment;
beforeEach(async () => {
  machine = await newMachine();
  ({ open } = await enrolmentWithPasskey(server, machine, "bob"));
});

const telling = (code: string, field: string, subject = open.id) => ({
  outcome: `400 ${code}`,
  event: { kind: "enrolment_step_refused", subject, data: { step: "proof", code, field } },
});

describe.each(["extension", "device"] as const)("a proof by the %s key", (side) => {
  const twists = [
    ["another request", "request_mismatch", "enrolment.request", { request: "A".repeat(43) }],
    ["another user", "wrong_user", "enrolment.user", { user: `us_${"A".repeat(22)}` }],
    ["another device", "key_mismatch", "enrolment.device_jkt", { device_jkt: "A".repeat(43) }],
    ["another extension", "key_mismatch", "enrolment.extension_jkt", { extension_jkt: "A".repeat(43) }],
    [
      "another passkey",
      "key_mismatch",
      "enrolment.passkey",
      { passkey: { credential_id: "A".repeat(43), public_key: "A".repeat(102) } },
    ],
  ] as const;
  it.each(twists)("names no %s: %s", async (_what, code, field, twist) => {
    const send = () => prove(server, machine, open, machine[side], twist);
    await expectRefusal(server, send, telling(code, field));
    expect((await prove(server, machine, open, machine[side])).text).toBe('{"state":"passkey"}');
  });

  it("is signed by that key", async () => {
    const forged = inTheNameOf(machine[side], await newSigner());
    await expectRefusal(server, () => prove(server, machine, open, forged), telling("bad_signature", "signature"));
  });

  it("may be sent twice, which is as good as once", async () => {
    const body = { proof: await proofText(machine, open, machine[side]) };
    for (const _time of [1, 2])
      expect((await postJson(server, `/api/enrolments/${open.id}/proof`, body)).text).toBe('{"state":"passkey"}');
  });
});

it("takes no proof by a stranger", async () => {
  const stranger = await newSigner();
  await expectRefusal(server, () => prove(server, machine, open, stranger), telling("key_mismatch", "enrolment.kid"));
});

it("takes none before the passkey is there, and none once all are", async () => {
  const early = await newMachine();
  const met = await metEnrolment(server, early, "bob");
  await expectRefusal(
    server,
    () => prove(server, early, met.open, early.device),
    telling("enrolment_settled", "enrolment", met.open.id),
  );
  const late = await newMachine();
  const pending = await pendingMachine(server, late, "bob");
  await expectRefusal(
    server,
    () => prove(server, late, pending.open, late.device),
    telling("enrolment_settled", "enrolment", pending.open.id),
  );
});

it("takes none once it has expired", async () => {
  server.pass(900);
  await prove(server, machine, open, machine.device); // this request moves it to expired
  const send = () => prove(server, machine, open, machine.device);
  await expectRefusal(server, send, telling("enrolment_expired", "enrolment"));
});

it("binds nothing to a user who was suspended meanwhile (threat R16)", async () => {
  await prove(server, machine, open, machine.extension);
  const { db } = server.services;
  await db.updateTable("users").set({ state: "suspended" }).where("id", "=", open.user.id).execute();
  const send = () => prove(server, machine, open, machine.device);
  await expectRefusal(server, send, telling("user_inactive", "user"));
  await db.updateTable("users").set({ state: "active" }).where("id", "=", open.user.id).execute();
});

it.each([
  ["passkey", "passkey"],
  ["extension key", "extension_key"],
] as const)("binds no %s that another enrolment bound first (protocol §3.3)", async (what, field) => {
  const { authenticator, extension } = machine;
  const rival = await newMachine(what === "passkey" ? { authenticator } : { extension });
  const { open: theirs } = await enrolmentWithPasskey(server, rival, "mallory");
  await prove(server, rival, theirs, rival.extension);
  await prove(server, machine, open, machine.extension);
  expect((await prove(server, machine, open, machine.device)).status).toBe(200);
  const send = () => prove(server, rival, theirs, rival.device);
  await expectRefusal(server, send, telling("key_already_bound", field, theirs.id));
});

it("refuses an enrolment that does not exist", async () => {
  const unknown = { ...open, id: `en_${server.id()}` };
  const send = () => prove(server, machine, unknown, machine.device);
  await expectRefusal(server, send, { outcome: "404 enrolment_unknown", event: null });
});
