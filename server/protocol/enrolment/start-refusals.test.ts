import { beforeEach, describe, expect, it } from "vitest";
import {
  askForBrowser,
  askToEnrol,
  meetToEnrol,
  opened,
  prove,
  usePasskey,
} from "../../../test/kit/enrolment-steps.ts";
import { inTheNameOf, newSigner } from "../../../test/kit/keys.ts";
import { type EnrolledMachine, type Machine, newMachine } from "../../../test/kit/machine.ts";
import { ticketHash } from "../../register/enrolments/create-ticket.ts";
import { tidy } from "../../surfaces/wiring/housekeeping.ts";
import { enrolledMachine, newTicket, pendingMachine } from "../../testing/enrol.ts";
import { eventsSince, expectRefusal, lastEventSeq } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";

// POST /api/enrolments (protocol §3.2, §3.7) makes each refusal for its own reason.

const server = serverForAll();
let machine: Machine;
let ticket: string;
let owner: string;
beforeEach(async () => {
  machine = await newMachine();
  ticket = await newTicket(server, "bob");
  const { db } = server.services;
  owner = (await db.selectFrom("users").select("id").where("name", "=", "bob").executeTakeFirstOrThrow()).id;
});

describe("a ticket", () => {
  const CODES = {
    other_user: "ticket_foreign",
    other_device: "ticket_begun",
    used: "ticket_used",
    expired: "ticket_expired",
    user_inactive: "user_inactive",
  };
  const refusedTicket = async (reason: keyof typeof CODES) => ({
    outcome: `400 ${CODES[reason]}`,
    event: { kind: "ticket_refused", subject: owner, data: { ticket_hash: await ticketHash(ticket), reason } },
  });

  it("must be one that there is", async () => {
    const unknown = "0000-".repeat(7).concat("0000");
    const send = () => askToEnrol(server, machine, "bob", unknown);
    await expectRefusal(server, send, { outcome: "400 ticket_invalid", event: null });
  });

  it("is its user's alone, and left as it is where somebody else is named (threat R20)", async () => {
    await expectRefusal(server, () => askToEnrol(server, machine, "alice", ticket), await refusedTicket("other_user"));
    expect((await askToEnrol(server, machine, "bob", ticket)).status).toBe(201);
  });

  it("is one machine's, whichever showed it first (threat R10)", async () => {
    expect((await askToEnrol(server, machine, "bob", ticket)).status).toBe(201);
    const other = await newMachine();
    await expectRefusal(server, () => askToEnrol(server, other, "bob", ticket), await refusedTicket("other_device"));
  });

  it("may be shown again by the same machine, whose earlier try then ends", async () => {
    const first = await opened(await askToEnrol(server, machine, "bob", ticket));
    await meetToEnrol(server, machine, first);
    const seq = await lastEventSeq(server);
    const waiting = server.services.changes.listen(first.id, new AbortController().signal);
    const second = await opened(await askToEnrol(server, machine, "bob", ticket));
    await waiting?.next;
    waiting?.stop();
    expect((await eventsSince(server, seq))[0]).toEqual({
      kind: "enrolment_refused",
      subject: first.id,
      data: { reason: "superseded", by: "device" },
    });
    expect((await meetToEnrol(server, machine, second)).answer.status).toBe(200);
  });

  it("works once (threat P1)", async () => {
    const open = await opened(await askToEnrol(server, machine, "bob", ticket));
    await usePasskey(server, machine, open, await meetToEnrol(server, machine, open));
    await prove(server, machine, open, machine.extension);
    await prove(server, machine, open, machine.device);
    const other = await newMachine();
    await expectRefusal(server, () => askToEnrol(server, other, "bob", ticket), await refusedTicket("used"));
  });

  it("ends after 15 minutes, to the second (threat P6)", async () => {
    const second = await newTicket(server, "bob");
    server.pass(899);
    expect((await askToEnrol(server, machine, "bob", second)).status).toBe(201);
    server.pass(1);
    const other = await newMachine();
    await expectRefusal(server, () => askToEnrol(server, other, "bob", ticket), await refusedTicket("expired"));
  });

  it("is useless to a suspended user", async () => {
    const { db } = server.services;
    await db.updateTable("users").set({ state: "suspended" }).where("id", "=", owner).execute();
    await expectRefusal(server, () => askToEnrol(server, machine, "bob", ticket), await refusedTicket("user_inactive"));
    await db.updateTable("users").set({ state: "active" }).where("id", "=", owner).execute();
  });
});

it("binds no device key a second time, whatever its state (protocol §3.3)", async () => {
  await enrolledMachine(server, "alice");
  await pendingMachine(server, machine, "bob");
  const send = () => askToEnrol(server, machine, "bob", ticket);
  await expectRefusal(server, send, {
    outcome: "400 key_already_bound",
    event: { kind: "device_refused", subject: machine.device.thumbprint, data: { step: "machine" } },
  });
});

describe("the statement that asks for a further browser (protocol §3.7)", () => {
  let enrolled: EnrolledMachine;
  beforeEach(async () => {
    enrolled = await enrolledMachine(server, "alice");
  });
  const refusedDevice = (code: string, field: string) => ({
    outcome: `400 ${code}`,
    event: {
      kind: "device_refused",
      subject: enrolled.device.thumbprint,
      data: { step: "browser", code, field },
    },
  });

  it("is by a machine that is enrolled", async () => {
    const send = () => askForBrowser(server, machine);
    await expectRefusal(server, send, { outcome: "400 device_unknown", event: null });
  });

  it("is by no machine that still waits for its administrator", async () => {
    await pendingMachine(server, machine, "bob");
    const { outcome, event } = refusedDevice("bound_set_pending", "bound_set");
    const subject = machine.device.thumbprint;
    await expectRefusal(server, () => askForBrowser(server, machine), { outcome, event: { ...event, subject } });
  });

  it("is by the key that proves itself, and names it", async () => {
    const other = await enrolledMachine(server, "alice");
    const send = () => askForBrowser(server, enrolled, { claims: { iss: other.device.thumbprint }, by: other.device });
    await expectRefusal(server, send, refusedDevice("key_mismatch", "browser_statement.iss"));
    const forged = async () => askForBrowser(server, enrolled, { by: inTheNameOf(enrolled.device, await newSigner()) });
    await expectRefusal(server, forged, refusedDevice("bad_signature", "signature"));
  });

  it.each([
    ["for another server", "wrong_audience", "browser_statement.aud", () => ({ aud: "https://other.example" })],
    ["with too long a life", "malformed", "exp", (now: number) => ({ exp: now + 61 })],
    ["from the future", "clock_skew", "iat", (now: number) => ({ iat: now + 61, exp: now + 90 })],
    ["too old", "clock_skew", "exp", (now: number) => ({ iat: now - 90, exp: now - 61 })],
  ] as const)("%s is refused: %s", async (_what, code, field, twist) => {
    const send = () => askForBrowser(server, enrolled, { claims: twist(server.now()) });
    await expectRefusal(server, send, refusedDevice(code, field));
  });

  it("is taken once (threat P1), housekeeping or not", async () => {
    const claims = { jti: server.id() };
    expect((await askForBrowser(server, enrolled, { claims })).status).toBe(201);
    await tidy(server.services);
    const send = () => askForBrowser(server, enrolled, { claims });
    await expectRefusal(server, send, refusedDevice("replayed", "browser_statement.jti"));
  });

  it.each([
    ["devices", "device_revoked", "device"],
    ["bound_sets", "bound_set_revoked", "bound_set"],
  ] as const)("is worth nothing once the %s were revoked (threat R16)", async (table, code, field) => {
    await server.services.db.updateTable(table).set({ state: "revoked" }).execute();
    await expectRefusal(server, () => askForBrowser(server, enrolled), refusedDevice(code, field));
  });
});
