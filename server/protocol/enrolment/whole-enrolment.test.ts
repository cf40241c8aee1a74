import { enrolmentViewSchema } from "@nearside/shared/api/enrolments.ts";
import { checkReceipt } from "@nearside/shared/chain/enrolment/check-receipt.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import { expect, it } from "vitest";
import {
  askForBrowser,
  askToEnrol,
  meetToEnrol,
  type OpenEnrolment,
  opened,
  passkeyOf,
  prove,
  usePasskey,
  wordsOf,
} from "../../../test/kit/enrolment-steps.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { type Machine, newMachine } from "../../../test/kit/machine.ts";
import { Browser, getFrom, proofOf } from "../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { findParty } from "../../register/machines/find-party.ts";
import { findPartyInAnyState } from "../../register/machines/party.ts";
import { enrolledMachine, furtherBrowser, newTicket, pendingMachine } from "../../testing/enrol.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { admitEnrolment } from "./decide/admit-enrolment.ts";
import { openBootstrap } from "./tickets/bootstrap-ticket.ts";

const server = serverForEach();

/** Sends GET …/{id} from either side (protocol §3.3). */
async function viewBy(key: Machine["device"], { id }: OpenEnrolment) {
  const path = `/api/enrolments/${id}`;
  return (await getFrom(server, path, await proofOf(server, key, "GET", path))).as(enrolmentViewSchema);
}

async function expectReceipt(machine: Machine, open: OpenEnrolment): Promise<void> {
  const view = await viewBy(machine.device, open);
  const keys = {
    request: await enrolmentRequest.read(open.request),
    extension: machine.extension.thumbprint,
    passkey: passkeyOf(machine),
  };
  const { config, keys: serverKeys } = server.services;
  await checkReceipt(await receipt.read(view.receipt), keys, {
    issuer: config.issuer,
    serverKeys: serverKeys.jwks.keys,
  });
}

it("enrols the first machine with the bootstrap ticket, and it is active at once (protocol §3.1–§3.6)", async () => {
  const bootstrap = await openBootstrap(server.services, "admin", { isRenewed: true });
  const machine = await newMachine();
  const open = await opened(await askToEnrol(server, machine, "admin", bootstrap?.ticket ?? ""));
  expect((await viewBy(machine.device, open)).state).toBe("waiting");
  const met = await meetToEnrol(server, machine, open);
  const seen = await viewBy(machine.extension, open);
  expect(seen).toMatchObject({ state: "met", passkey: null, receipt: null });
  await usePasskey(server, machine, open, met);
  expect((await viewBy(machine.device, open)).passkey).toEqual(passkeyOf(machine));
  await prove(server, machine, open, machine.extension);
  expect((await viewBy(machine.device, open)).state).toBe("passkey");
  expect((await prove(server, machine, open, machine.device)).text).toBe('{"state":"active"}');
  await expectReceipt(machine, open);
  const events = await eventsOf(server, open.id);
  expect(events.map(({ kind }) => kind)).toEqual([
    "enrolment_started",
    "enrolment_met",
    "enrolment_passkey_made",
    "enrolment_completed",
  ]);
});

it("keeps every other machine waiting until an administrator typed the words (protocol §3.5, threat R10)", async () => {
  await enrolledMachine(server, "admin");
  const machine = await newMachine();
  const { open, met } = await pendingMachine(server, machine, "bob");
  expect(await viewBy(machine.device, open)).toMatchObject({ state: "pending", receipt: null });
  const found = findParty(server.services.db, { device: machine.device.thumbprint });
  await expect(found).rejects.toMatchObject({ code: "bound_set_pending" });
  await admitEnrolment(server.services, open.id, (await wordsOf(machine, met)).toUpperCase(), SERVER_SHELL);
  expect((await viewBy(machine.device, open)).state).toBe("active");
  await expectReceipt(machine, open);
  expect(await findParty(server.services.db, { device: machine.device.thumbprint })).toMatchObject({
    state: "active",
    user: { name: "bob" },
    device: { state: "active" },
    extensions: [{ jkt: machine.extension.thumbprint, state: "active" }],
    passkeys: [{ credential_id: machine.authenticator.id, state: "active", backup_eligible: false }],
  });
});

it("makes the machine of a bootstrap ticket wait too, once any machine is active (protocol §3.5)", async () => {
  await enrolledMachine(server, "admin");
  const machine = await newMachine();
  const ticket = await newTicket(server, "admin", { by: "first_start" });
  const open = await opened(await askToEnrol(server, machine, "admin", ticket));
  await usePasskey(server, machine, open, await meetToEnrol(server, machine, open));
  await prove(server, machine, open, machine.device);
  expect((await prove(server, machine, open, machine.extension)).text).toBe('{"state":"pending"}');
});

it("adds a browser to the bound set of its machine, with one of its passkeys (protocol §3.7)", async () => {
  const machine = await enrolledMachine(server, "alice");
  const further = await furtherBrowser(server, machine);
  const party = await findParty(server.services.db, { device: machine.device.thumbprint });
  expect(party?.id).toBe(machine.boundSetId);
  expect(party?.extensions.map(({ jkt }) => jkt).sort()).toEqual(
    [machine.extension.thumbprint, further.extension.thumbprint].sort(),
  );
  expect(party?.passkeys).toHaveLength(1);
});

it("lets no further browser in before an administrator has typed its words: a copied device key and passkey are not enough", async () => {
  const machine = await enrolledMachine(server, "alice");
  const further = { ...machine, extension: await newSigner(), browser: new Browser() };
  const open = await opened(await askForBrowser(server, further));
  await usePasskey(server, further, open, await meetToEnrol(server, further, open));
  await prove(server, further, open, further.extension);
  expect((await prove(server, further, open, further.device)).text).toBe('{"state":"pending"}');
  const party = await findParty(server.services.db, { device: machine.device.thumbprint });
  expect(party?.state).toBe("active");
  expect(party?.extensions.find(({ jkt }) => jkt === further.extension.thumbprint)?.state).toBe("pending");
});

it.each([
  ["devices", "device_revoked"],
  ["passkeys", "passkey_revoked"],
  ["bound_sets", "bound_set_revoked"],
] as const)(
  "adds no browser once the %s of the machine are revoked, even after the passkey vouched",
  async (table, code) => {
    const machine = await enrolledMachine(server, "alice");
    const further = { ...machine, extension: await newSigner(), browser: new Browser() };
    const open = await opened(await askForBrowser(server, further));
    await usePasskey(server, further, open, await meetToEnrol(server, further, open));
    await prove(server, further, open, further.extension);
    await server.services.db.updateTable(table).set({ state: "revoked" }).execute();
    expect((await prove(server, further, open, further.device)).outcome).toBe(`400 ${code}`);
    const party = await findPartyInAnyState(
      server.services.db,
      { device: machine.device.thumbprint },
      "the log names it",
    );
    expect(party?.extensions.map(({ jkt }) => jkt)).toEqual([machine.extension.thumbprint]);
  },
);

it("is stopped by no text that a machine or a browser calls itself (threat B7)", async () => {
  const machine = await newMachine();
  const ticket = await newTicket(server, "alice");
  const open = await opened(await askToEnrol(server, machine, "alice", ticket));
  const met = await meetToEnrol(server, machine, open, { attestation: { browser: "\0 \u202e" } });
  await usePasskey(server, machine, open, met);
  await prove(server, machine, open, machine.device);
  expect((await prove(server, machine, open, machine.extension)).text).toBe('{"state":"pending"}');
  expect(await server.services.db.selectFrom("extensions").select("browser").execute()).toEqual([
    { browser: "\\u{0} \\u{202e}" },
  ]);
});
