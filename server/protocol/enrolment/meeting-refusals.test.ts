import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import { beforeEach, describe, expect, it } from "vitest";
import {
  askToEnrol,
  enrolmentNonce,
  meetToEnrol,
  type OpenEnrolment,
  opened,
} from "../../../test/kit/enrolment-steps.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { type Machine, newMachine } from "../../../test/kit/machine.ts";
import { type MeetingTwist, meet } from "../../../test/kit/meeting.ts";
import { Browser, postJson } from "../../../test/kit/send.ts";
import { enrolledMachine, enrolmentWithPasskey, newTicket } from "../../testing/enrol.ts";
import { expectRefusal } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { SPOILT_MEETINGS } from "../../testing/spoilt-meetings.ts";

// POST /api/enrolments/{id}/locality (protocol §3.3) makes each refusal for its own reason.

const server = serverForAll();
let machine: Machine;
let open: OpenEnrolment;
const openEnrolment = async (of: Machine): Promise<OpenEnrolment> =>
  opened(await askToEnrol(server, of, "bob", await newTicket(server, "bob")));
beforeEach(async () => {
  machine = await newMachine();
  open = await openEnrolment(machine);
});

const telling = (code: string, field: string) => ({
  outcome: `400 ${code}`,
  event: { kind: "enrolment_step_refused", subject: open.id, data: { step: "locality", code, field } },
});

interface Prepared {
  readonly twist?: MeetingTwist & { readonly nonce?: string };
  readonly by?: Partial<Machine>;
}

type Row = [what: string, code: string, field: string, prepare: () => Promise<Prepared>];
const rows: Row[] = [
  [
    "the nonce of another browser session",
    "nonce_mismatch",
    "session",
    async () => {
      await enrolmentNonce(server, machine, open); // it has a session of its own
      return { twist: { nonce: await enrolmentNonce(server, { ...machine, browser: new Browser() }, open) } };
    },
  ],
  [
    "the nonce of another enrolment",
    "nonce_mismatch",
    "nonce.request",
    async () => {
      const other = await newMachine({ browser: machine.browser });
      return { twist: { nonce: await enrolmentNonce(server, other, await openEnrolment(other)) } };
    },
  ],
  [
    "a nonce that the server signed under another name",
    "wrong_issuer",
    "iss",
    async () => {
      const { claims } = await nonceStatement.read(await enrolmentNonce(server, machine, open));
      const iss = "https://another.example.test";
      return { twist: { nonce: await nonceStatement.sign(server.services.keys.signer, { ...claims, iss }) } };
    },
  ],
  [
    "an extension key that is in another bound set (threat R12)",
    "key_already_bound",
    "extension_key",
    async () => ({ by: { extension: (await enrolledMachine(server, "alice")).extension } }),
  ],
  ...SPOILT_MEETINGS.map(([what, code, field, twist]): Row => {
    const sides = () => ({ server, extension: machine.extension, commandLine: machine.device });
    return [what, code, field, async () => ({ twist: await twist(sides()) })];
  }),
];

describe("refuses, and moves nothing, and the honest meeting continues", () => {
  it.each(rows)("%s: %s", async (_what, code, field, prepare) => {
    const { twist = {}, by = {} } = await prepare();
    const nonce = twist.nonce ?? (await enrolmentNonce(server, machine, open));
    const send = async () => (await meetToEnrol(server, { ...machine, ...by }, open, { ...twist, nonce })).answer;
    await expectRefusal(server, send, telling(code, field));
    expect((await meetToEnrol(server, machine, open)).answer.status).toBe(200);
  });
});

it("takes a nonce once and for a minute", async () => {
  const nonce = await enrolmentNonce(server, machine, open);
  const texts = await meet(server, {
    request: open.request,
    nonce,
    extension: machine.extension,
    session: machine.device,
  });
  const { browser } = machine;
  const send = () => postJson(server, `/api/enrolments/${open.id}/locality`, texts, { browser });
  expect((await send()).status).toBe(200);
  await expectRefusal(server, send, telling("nonce_used", "nonce"));
  const old = await enrolmentNonce(server, machine, open);
  server.pass(60);
  const late = async () => (await meetToEnrol(server, machine, open, { nonce: old })).answer;
  await expectRefusal(server, late, telling("nonce_expired", "nonce.exp"));
});

it("takes a second meeting by the same extension only (protocol §3.3, threat M7)", async () => {
  expect((await meetToEnrol(server, machine, open)).answer.status).toBe(200);
  const rival = { ...machine, extension: await newSigner() };
  const nonce = await enrolmentNonce(server, machine, open);
  const send = async () => (await meetToEnrol(server, rival, open, { nonce })).answer;
  await expectRefusal(server, send, telling("other_session", "enrolment"));
  expect((await meetToEnrol(server, machine, open)).answer.status).toBe(200);
});

it("takes no meeting once the passkey is there", async () => {
  const { open: later } = await enrolmentWithPasskey(server, await newMachine(), "bob");
  const nonce = await enrolmentNonce(server, machine, open);
  const send = async () => (await meetToEnrol(server, machine, later, { nonce })).answer;
  const { outcome, event } = telling("enrolment_settled", "enrolment");
  await expectRefusal(server, send, { outcome, event: { ...event, subject: later.id } });
});

it("takes no meeting once it has expired", async () => {
  server.pass(870);
  const nonce = await enrolmentNonce(server, machine, open);
  server.pass(30);
  await meetToEnrol(server, machine, open, { nonce }); // this request moves it to expired
  const send = async () => (await meetToEnrol(server, machine, open, { nonce })).answer;
  await expectRefusal(server, send, telling("enrolment_expired", "enrolment"));
});

it("takes none from a browser without its session, nor for an enrolment that does not exist", async () => {
  const nonce = await enrolmentNonce(server, machine, open);
  const elsewhere = { ...machine, browser: new Browser() };
  const send = async () => (await meetToEnrol(server, elsewhere, open, { nonce })).answer;
  await expectRefusal(server, send, { outcome: "400 other_session", event: null });
  const unknown = { ...open, id: `en_${server.id()}` };
  const nowhere = async () => (await meetToEnrol(server, machine, unknown, { nonce })).answer;
  await expectRefusal(server, nowhere, { outcome: "404 enrolment_unknown", event: null });
});
