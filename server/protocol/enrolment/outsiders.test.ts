import type { EnrolmentView } from "@nearside/shared/api/enrolments.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { type OpenEnrolment, wordsOf } from "../../../test/kit/enrolment-steps.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { type Machine, newMachine } from "../../../test/kit/machine.ts";
import { Browser, getFrom, postJson, proofOf } from "../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { findParty } from "../../register/machines/find-party.ts";
import { enrolledMachine, metEnrolment, pendingBrowser, pendingMachine } from "../../testing/enrol.ts";
import { allRows, eventsOf, eventsSince, expectRefusal, lastEventSeq } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { admitEnrolment } from "./decide/admit-enrolment.ts";

// These tests say who may look at an enrolment and end it, and who may not (protocol §3.3, §3.5).

const server = serverForAll();
let machine: Machine;
let open: OpenEnrolment;
beforeEach(async () => {
  machine = await newMachine();
  ({ open } = await metEnrolment(server, machine, "bob"));
});

async function view(by: Signer, { id }: OpenEnrolment = open) {
  const path = `/api/enrolments/${id}`;
  return getFrom(server, path, await proofOf(server, by, "GET", path));
}

async function end(by: Signer, reason: "words_differ" | "cancelled" = "words_differ", { id }: OpenEnrolment = open) {
  const path = `/api/enrolments/${id}/refusal`;
  return postJson(server, path, { reason }, { headers: await proofOf(server, by, "POST", path) });
}

const state = (browser: Browser, { id }: OpenEnrolment = open) =>
  postJson(server, `/api/enrolments/${id}/state`, { known: "waiting" }, { browser });

const stepRefused = (step: string, code: string, outcome: string, subject = open.id) => ({
  outcome,
  event: { kind: "enrolment_step_refused", subject, data: { step, code } },
});

describe("the view", () => {
  it("is for the two keys that take part, who see the same", async () => {
    const [device, extension] = [await view(machine.device), await view(machine.extension)];
    expect(device.status).toBe(200);
    expect(extension.text).toBe(device.text);
    const seen: EnrolmentView = JSON.parse(device.text);
    expect([seen.state, seen.receipt, seen.passkey]).toEqual(["met", null, null]);
  });

  it("shows nobody else that there is such an enrolment", async () => {
    const stranger = await newSigner();
    const other = await enrolledMachine(server, "bob");
    for (const key of [stranger, other.device, other.extension])
      await expectRefusal(server, () => view(key), stepRefused("view", "enrolment_unknown", "404 enrolment_unknown"));
    const unknown = { ...open, id: `en_${server.id()}` };
    await expectRefusal(server, () => view(stranger, unknown), { outcome: "404 enrolment_unknown", event: null });
  });

  it("asks for a proof of the key", async () => {
    const path = `/api/enrolments/${open.id}`;
    await expectRefusal(server, () => getFrom(server, path), { outcome: "400 invalid_dpop_proof", event: null });
  });
});

describe("a denial", () => {
  it.each(["device", "extension"] as const)("by the %s ends the enrolment, and its keys with it", async (side) => {
    const theirs = await newMachine();
    const pending = await pendingMachine(server, theirs, "bob");
    const seq = await lastEventSeq(server);
    expect((await end(theirs[side], "words_differ", pending.open)).text).toBe('{"state":"refused"}');
    expect(await eventsSince(server, seq)).toEqual([
      { kind: "enrolment_refused", subject: pending.open.id, data: { reason: "words_differ", by: side } },
    ]);
    const { db } = server.services;
    const device = await db.selectFrom("devices").select("state").where("jkt", "=", theirs.device.thumbprint).execute();
    expect(device).toEqual([{ state: "revoked" }]);
    await expect(admitEnrolment(server.services, pending.open.id, "any words", SERVER_SHELL)).rejects.toThrow(
      "enrolment_settled",
    );
  });

  it("by anybody else ends nothing (threat R19)", async () => {
    const stranger = await newSigner();
    await expectRefusal(
      server,
      () => end(stranger),
      stepRefused("refusal", "enrolment_unknown", "404 enrolment_unknown"),
    );
  });

  it("is too late once the machine is active", async () => {
    const theirs = await newMachine();
    const { open: done, met } = await pendingMachine(server, theirs, "bob");
    await admitEnrolment(server.services, done.id, await wordsOf(theirs, met), SERVER_SHELL);
    const send = () => end(theirs.device, "cancelled", done);
    await expectRefusal(server, send, stepRefused("refusal", "enrolment_settled", "400 enrolment_settled", done.id));
  });
});

describe("the page's question for its state", () => {
  it("is answered to the browser session that met", async () => {
    expect((await state(machine.browser)).text).toBe('{"state":"met"}');
  });

  it("is refused to others", async () => {
    const browser = new Browser();
    await expectRefusal(server, () => state(browser), { outcome: "400 other_session", event: null });
    await metEnrolment(server, await newMachine({ browser }), "bob");
    await expectRefusal(server, () => state(browser), stepRefused("state", "other_session", "400 other_session"));
  });
});

describe("the administrator", () => {
  it("confirms no machine that does not wait", async () => {
    await expect(admitEnrolment(server.services, open.id, "any words", SERVER_SHELL)).rejects.toThrow(
      "enrolment_settled",
    );
    await expect(admitEnrolment(server.services, `en_${server.id()}`, "w", SERVER_SHELL)).rejects.toThrow(
      "enrolment_unknown",
    );
    const events = await eventsOf(server, open.id);
    expect(events.at(-1)).toMatchObject({
      kind: "enrolment_step_refused",
      data: { step: "confirm", code: "enrolment_settled" },
    });
  });

  it("confirms none of a user who was suspended meanwhile (threat R16)", async () => {
    const theirs = await newMachine();
    const { open: waiting, met } = await pendingMachine(server, theirs, "bob");
    const words = await wordsOf(theirs, met);
    const { db } = server.services;
    await db.updateTable("users").set({ state: "suspended" }).where("name", "=", "bob").execute();
    const before = await allRows(server);
    await expect(admitEnrolment(server.services, waiting.id, words, SERVER_SHELL)).rejects.toThrow("user_inactive");
    expect(await allRows(server)).toEqual(before);
    await db.updateTable("users").set({ state: "active" }).where("name", "=", "bob").execute();
  });

  it.each([
    ["devices", "device_revoked"],
    ["passkeys", "passkey_revoked"],
    ["bound_sets", "bound_set_revoked"],
  ] as const)("lets no browser in whose %s were revoked while it waited (threat R16)", async (table, code) => {
    const owner = await enrolledMachine(server, "alice");
    const { further, open: waiting, met } = await pendingBrowser(server, owner);
    await server.services.db.updateTable(table).set({ state: "revoked" }).execute();
    const words = await wordsOf(further, met);
    const before = await allRows(server);
    await expect(admitEnrolment(server.services, waiting.id, words, SERVER_SHELL)).rejects.toThrow(code);
    expect(await allRows(server)).toEqual(before);
  });

  it("lets no machine in that was revoked while it waited (threat R16)", async () => {
    const theirs = await newMachine();
    const { open: waiting, met } = await pendingMachine(server, theirs, "bob");
    await server.services.db.updateTable("bound_sets").set({ state: "revoked" }).execute();
    const words = await wordsOf(theirs, met);
    await expect(admitEnrolment(server.services, waiting.id, words, SERVER_SHELL)).rejects.toThrow("bound_set_revoked");
  });

  it("ends a browser's enrolment by a denial, and leaves its machine active", async () => {
    const owner = await enrolledMachine(server, "alice");
    const { further, open: waiting } = await pendingBrowser(server, owner);
    expect((await end(further.extension, "words_differ", waiting)).text).toBe('{"state":"refused"}');
    const party = await findParty(server.services.db, { device: owner.device.thumbprint });
    expect(party).toMatchObject({ state: "active", device: { state: "active" } });
    expect(party?.extensions).toContainEqual({ jkt: further.extension.thumbprint, state: "revoked", version: null });
    expect(party?.extensions).toContainEqual({ jkt: owner.extension.thumbprint, state: "active", version: null });
  });
});
