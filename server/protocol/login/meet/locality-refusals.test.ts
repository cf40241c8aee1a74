import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newSigner } from "../../../../test/kit/keys.ts";
import { approvedLogin, metLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import { deny, loginNonce, meetLogin, type OpenLogin, startedLogin } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { type MeetingTwist, meet } from "../../../../test/kit/meeting.ts";
import { Browser, postJson } from "../../../../test/kit/send.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { expectRefusal } from "../../../testing/ledger.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { SPOILT_MEETINGS } from "../../../testing/spoilt-meetings.ts";
import { openTestServer } from "../../../testing/test-server.ts";

// POST /api/requests/{id}/locality (protocol §4.4) makes each refusal for its own reason.

const server = serverForAll();
let machine: EnrolledMachine;
let login: OpenLogin;
beforeAll(async () => {
  machine = await enrolledMachine(server, "alice");
});
beforeEach(async () => {
  login = await startedLogin(server, machine);
});

const telling = (code: string, field: string, subject = login.id) => ({
  outcome: `400 ${code}`,
  event: { kind: "login_step_refused", subject, data: { step: "locality", code, field } },
});

interface Prepared {
  readonly twist?: MeetingTwist & { readonly nonce?: string };
  readonly by?: Partial<EnrolledMachine>;
}

/** Expects that the honest login still completes. */
async function expectHonestMeeting(): Promise<void> {
  expect((await meetLogin(server, machine, login)).answer.status).toBe(200);
}

type Row = [what: string, code: string, field: string, prepare: () => Promise<Prepared>];
const rows: Row[] = [
  [
    "the nonce of another browser session",
    "nonce_mismatch",
    "session",
    async () => ({ twist: { nonce: await loginNonce(server, new Browser(), login) } }),
  ],
  [
    "the nonce of another login",
    "nonce_mismatch",
    "nonce.request",
    async () => ({ twist: { nonce: await loginNonce(server, machine.browser, await startedLogin(server, machine)) } }),
  ],
  [
    "an extension key that is not listed",
    "extension_not_listed",
    "hello.jwk",
    async () => ({ by: { extension: await newSigner() } }),
  ],
  [
    "an enrolled extension of another machine",
    "extension_not_listed",
    "hello.jwk",
    async () => ({ by: { extension: (await enrolledMachine(server, "mallory")).extension } }),
  ],
  ...SPOILT_MEETINGS.map(([what, code, field, twist]): Row => {
    const sides = () => ({ server, extension: machine.extension, commandLine: login.session });
    return [what, code, field, async () => ({ twist: await twist(sides()) })];
  }),
];

describe("refuses, and moves nothing, and the honest meeting continues", () => {
  it.each(rows)("%s: %s", async (_what, code, field, prepare) => {
    const { twist = {}, by = {} } = await prepare();
    const nonce = twist.nonce ?? (await loginNonce(server, machine.browser, login));
    const send = async () => (await meetLogin(server, { ...machine, ...by }, login, { ...twist, nonce })).answer;
    await expectRefusal(server, send, telling(code, field));
    await expectHonestMeeting();
  });
});

it("refuses the parts of two meetings put together (threat P3)", async () => {
  const nonce = await loginNonce(server, machine.browser, login);
  const who = { request: login.authorization.request, nonce, extension: machine.extension, session: login.session };
  const [one, other] = [await meet(server, who), await meet(server, who)];
  const send = (body: typeof one) =>
    postJson(server, `/api/requests/${login.id}/locality`, body, { browser: machine.browser });
  await expectRefusal(server, () => send({ ...one, hello: other.hello }), telling("handshake_mismatch", "presence.xn"));
  await expectRefusal(
    server,
    () => send({ ...one, attestation: other.attestation }),
    telling("presence_mismatch", "attestation.presence"),
  );
  expect((await send(one)).status).toBe(200);
});

it("takes a nonce once, even for the very same meeting (threat P1)", async () => {
  const nonce = await loginNonce(server, machine.browser, login);
  const who = { request: login.authorization.request, nonce, extension: machine.extension, session: login.session };
  const body = await meet(server, who);
  const send = () => postJson(server, `/api/requests/${login.id}/locality`, body, { browser: machine.browser });
  expect((await send()).status).toBe(200);
  await expectRefusal(server, send, telling("nonce_used", "nonce"));
});

it("takes a nonce for a minute, to the second (threat P6)", async () => {
  const [first, second] = [
    await loginNonce(server, machine.browser, login),
    await loginNonce(server, machine.browser, login),
  ];
  server.pass(59);
  expect((await meetLogin(server, machine, login, { nonce: first })).answer.status).toBe(200);
  server.pass(1);
  const send = async () => (await meetLogin(server, machine, login, { nonce: second })).answer;
  await expectRefusal(server, send, telling("nonce_expired", "nonce.exp"));
});

it("refuses a browser without its session, before anything is looked at", async () => {
  const nonce = await loginNonce(server, machine.browser, login);
  const send = async () => (await meetLogin(server, { ...machine, browser: new Browser() }, login, { nonce })).answer;
  await expectRefusal(server, send, { outcome: "400 other_session", event: null });
});

it("refuses a login that does not exist", async () => {
  const nonce = await loginNonce(server, machine.browser, login);
  const unknown = { ...login, id: `rq_${server.id()}` };
  const send = async () => (await meetLogin(server, machine, unknown, { nonce })).answer;
  await expectRefusal(server, send, { outcome: "404 request_unknown", event: null });
});

it("lets nobody meet an expired login", async () => {
  server.pass(250);
  const nonce = await loginNonce(server, machine.browser, login);
  server.pass(50);
  await meetLogin(server, machine, login, { nonce }); // this request moves it to expired
  const send = async () => (await meetLogin(server, machine, login, { nonce })).answer;
  await expectRefusal(server, send, telling("request_expired", "request"));
});

it.each([
  ["approved", approvedLogin],
  ["redeemed", redeemedLogin],
  [
    "denied",
    async () => {
      const met = await metLogin(server, machine);
      await deny(server, met, met.met.attestation, machine.extension);
      return met;
    },
  ],
] as const)("lets nobody meet a login that is %s", async (_state, reach) => {
  const settled = await reach(server, machine);
  const nonce = await loginNonce(server, machine.browser, login);
  const send = async () => (await meetLogin(server, machine, settled, { nonce })).answer;
  await expectRefusal(server, send, telling("request_settled", "request", settled.id));
});

it.each([
  ["who met it", { account: "unknown", process: null, forwarded: "unknown" }],
  ["that nobody forwards it", { account: "same", process: null, forwarded: "unknown" }],
] as const)("asks that the command line could tell %s, where the policy does (protocol §4.2)", async (_what, peer) => {
  const strict = await openTestServer({
    policy: { acceptSyncedPasskeys: false, requirePeer: "same", remoteHosts: "none" },
  });
  const theirs = await enrolledMachine(strict, "alice");
  const login = await startedLogin(strict, theirs);
  const nonce = await loginNonce(strict, theirs.browser, login);
  const send = async () => (await meetLogin(strict, theirs, login, { nonce, presence: { peer } })).answer;
  await expectRefusal(strict, send, telling("peer_unknown", "presence.peer", login.id));
  expect((await meetLogin(strict, theirs, login)).answer.status).toBe(200);
  await strict.close();
});
