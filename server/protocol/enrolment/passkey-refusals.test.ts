import { beforeEach, describe, expect, it } from "vitest";
import { Authenticator, type CeremonyTwist, FLAGS } from "../../../test/kit/authenticator.ts";
import {
  askForBrowser,
  type EnrolmentMet,
  meetToEnrol,
  type OpenEnrolment,
  opened,
  usePasskey,
} from "../../../test/kit/enrolment-steps.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { type EnrolledMachine, type Machine, newMachine } from "../../../test/kit/machine.ts";
import { Browser, postJson } from "../../../test/kit/send.ts";
import { enrolledMachine, metEnrolment } from "../../testing/enrol.ts";
import { expectRefusal } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { ISSUER, openTestServer } from "../../testing/test-server.ts";

// POST /api/enrolments/{id}/passkey (protocol §3.3, §3.4, §3.7) makes each refusal for its own reason.

const server = serverForAll();

const telling = (subject: string, code: string, field: string) => ({
  outcome: `400 ${code}`,
  event: { kind: "enrolment_step_refused", subject, data: { step: "passkey", code, field } },
});
const { UP, UV, BE, BS } = FLAGS;

describe("a new passkey", () => {
  let machine: Machine;
  let open: OpenEnrolment;
  let met: EnrolmentMet;
  beforeEach(async () => {
    machine = await newMachine();
    ({ open, met } = await metEnrolment(server, machine, "bob"));
  });

  const rows: [what: string, code: string, field: string, twist: CeremonyTwist][] = [
    ["over another challenge", "assertion_invalid", "registration", { clientData: { challenge: "A".repeat(43) } }],
    ["of another origin", "assertion_invalid", "registration", { clientData: { origin: "https://evil.example" } }],
    ["of another ceremony", "assertion_invalid", "registration", { clientData: { type: "webauthn.get" } }],
    ["of another rp id", "assertion_invalid", "registration", { rpId: "evil.example" }],
    ["with nobody there (UP)", "assertion_invalid", "registration", { flags: UV }],
    ["with nobody recognised (UV)", "user_not_verified", "passkey.UV", { flags: UP }],
    ["made in a frame", "assertion_invalid", "clientDataJSON.crossOrigin", { clientData: { crossOrigin: true } }],
    ["that may be copied (BE, threat R6)", "passkey_synced", "passkey.BE", { flags: UP | UV | BE }],
    ["that was copied (BE, BS)", "passkey_synced", "passkey.BE", { flags: UP | UV | BE | BS }],
    ["with a name too short to be one", "assertion_invalid", "passkey", { credentialId: Buffer.from("abc") }],
  ];
  it.each(rows)("%s is refused, nothing moves, and the honest one continues: %s", async (_what, code, field, twist) => {
    await expectRefusal(server, () => usePasskey(server, machine, open, met, twist), telling(open.id, code, field));
    expect((await usePasskey(server, machine, open, met)).status).toBe(200);
  });

  it("is of no other bound set (threat R12)", async () => {
    const { authenticator } = await enrolledMachine(server, "alice");
    const send = () => usePasskey(server, { ...machine, authenticator }, open, met);
    await expectRefusal(server, send, telling(open.id, "key_already_bound", "passkey"));
  });

  it("comes from the browser session that met", async () => {
    const browser = new Browser();
    const elsewhere = () => usePasskey(server, { ...machine, browser }, open, met);
    await expectRefusal(server, elsewhere, { outcome: "400 other_session", event: null });
    const other = await newMachine({ browser });
    await metEnrolment(server, other, "bob");
    await expectRefusal(server, elsewhere, telling(open.id, "other_session", "session"));
  });

  it("is made, not borrowed", async () => {
    const { authenticator } = await enrolledMachine(server, "alice");
    const response = authenticator.get({ challenge: "A".repeat(43), rpId: "login.example.test", origin: ISSUER });
    const body = { passkey: "get", response };
    const { browser } = machine;
    const send = () => postJson(server, `/api/enrolments/${open.id}/passkey`, body, { browser });
    await expectRefusal(server, send, telling(open.id, "malformed", "passkey"));
  });

  it("is made once", async () => {
    expect((await usePasskey(server, machine, open, met)).status).toBe(200);
    const send = () => usePasskey(server, machine, open, met);
    await expectRefusal(server, send, telling(open.id, "enrolment_settled", "enrolment"));
  });

  it("may be one that is copied where the policy says so (protocol §3.4), but never BS without BE", async () => {
    const policy = { acceptSyncedPasskeys: true, requirePeer: "any", remoteHosts: "none" } as const;
    const lenient = await openTestServer({ policy });
    const authenticator = new Authenticator("synced", { flags: UP | UV | BE | BS });
    const theirs = await newMachine({ authenticator });
    const started = await metEnrolment(lenient, theirs, "bob");
    const lie = () => usePasskey(lenient, theirs, started.open, started.met, { flags: UP | UV | BS });
    await expectRefusal(lenient, lie, telling(started.open.id, "assertion_invalid", "registration"));
    expect((await usePasskey(lenient, theirs, started.open, started.met)).status).toBe(200);
    await lenient.close();
  });
});

describe("the passkey that vouches for a further browser", () => {
  let machine: EnrolledMachine;
  let further: EnrolledMachine;
  let open: OpenEnrolment;
  let met: EnrolmentMet;
  beforeEach(async () => {
    machine = await enrolledMachine(server, "alice");
    further = { ...machine, extension: await newSigner(), browser: new Browser() };
    open = await opened(await askForBrowser(server, further));
    met = await meetToEnrol(server, further, open);
  });

  const rows: [what: string, code: string, field: string, twist: CeremonyTwist][] = [
    ["over another challenge", "assertion_invalid", "assertion", { clientData: { challenge: "A".repeat(43) } }],
    ["by another key", "assertion_invalid", "assertion", { signedBy: new Authenticator("stranger") }],
    ["with nobody recognised (UV)", "user_not_verified", "assertion.UV", { flags: UP }],
    ["in a frame", "assertion_invalid", "clientDataJSON.crossOrigin", { clientData: { crossOrigin: true } }],
    ["that may be copied now (BE)", "backup_state_changed", "assertion.BE", { flags: UP | UV | BE }],
  ];
  it.each(rows)("%s is refused, and the honest one continues: %s", async (_what, code, field, twist) => {
    const send = () => usePasskey(server, further, open, met, twist);
    await expectRefusal(server, send, telling(open.id, code, field));
    expect((await usePasskey(server, further, open, met)).status).toBe(200);
  });

  it("is one of this bound set, not of the same user's other machine (threat R5)", async () => {
    const { authenticator } = await enrolledMachine(server, "alice");
    const send = () => usePasskey(server, { ...further, authenticator }, open, met);
    await expectRefusal(server, send, telling(open.id, "passkey_not_bound", "passkey"));
  });

  it.each([
    ["passkeys", "passkey_revoked", "passkey"],
    ["devices", "device_revoked", "device"],
    ["bound_sets", "bound_set_revoked", "bound_set"],
  ] as const)("vouches for nothing once the %s were revoked (threat R16)", async (table, code, field) => {
    await server.services.db.updateTable(table).set({ state: "revoked" }).execute();
    const send = () => usePasskey(server, further, open, met);
    await expectRefusal(server, send, telling(open.id, code, field));
  });
});
