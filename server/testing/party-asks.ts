import { signInOptionsAnswerSchema } from "@nearside/shared/api/console/session.ts";
import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { leaseEnd } from "@nearside/shared/statements/lease-end.ts";
import * as v from "valibot";
import type { Answer } from "../../test/kit/answer.ts";
import { askToSignIn, type ConsolePage, openConsole, SIGN_IN } from "../../test/kit/console.ts";
import {
  askForBrowser,
  enrolmentNonce,
  meetToEnrol,
  opened,
  prove,
  usePasskey,
} from "../../test/kit/enrolment-steps.ts";
import { narrow, tokenIn } from "../../test/kit/exchange.ts";
import { newSigner } from "../../test/kit/keys.ts";
import { askLease, leaseDetail, leaseForm } from "../../test/kit/leases.ts";
import { approvedLogin, metLogin, redeemedLogin } from "../../test/kit/log-in.ts";
import { sayPeerRefused, sayStartedElsewhere, sayWithdrawn } from "../../test/kit/login-messages.ts";
import {
  approve,
  askForDecision,
  askForLogin,
  deny,
  deviceStatementOf,
  loginNonce,
  meetLogin,
  type OpenLogin,
  poll,
  postureStatementOf,
  refresh,
  sayPosture,
  startedLogin,
} from "../../test/kit/login-steps.ts";
import type { EnrolledMachine, Machine } from "../../test/kit/machine.ts";
import { askAsKeeper, askRedirect, sentHere, tellOutcome } from "../../test/kit/redirect-steps.ts";
import { endPlace } from "../../test/kit/remote-login.ts";
import { ANYBODY } from "../../test/kit/rules.ts";
import { answerBack, askBack } from "../../test/kit/second-approver.ts";
import { Browser, getFrom, getProved, postForm, postJson, postProvedJson, proofOf } from "../../test/kit/send.ts";
import { newSshHost } from "../../test/kit/ssh-host.ts";
import { ORDERS } from "./exchange-stage.ts";
import { ruleBy } from "./rule-by.ts";
import type { TestServer } from "./test-server.ts";

// Each address that a device key, an extension key, the key of a login may ask, as its right party asks it.

/** The keys of a machine, on a server where somebody else's login waits for its person. */
export interface Keys {
  readonly server: TestServer;
  /** The program that only knows a redirect. */
  readonly program: string;
  readonly machine: Machine;
  /** A login that somebody else began, which waits to be met. */
  readonly foreign: OpenLogin;
}

/** What an active machine has under way. */
export type UnderWay = Keys & Awaited<ReturnType<typeof begun>>;

/** Begins one of everything on that machine. @param page of somebody else, who is asked to approve as well and asks back */
export async function begun({ server, program }: Keys, machine: EnrolledMachine, page: ConsolePage) {
  const second = `@require_second_approver("user:${page.machine.user.name}") forbid (principal, action, resource);`;
  await ruleBy(server, ANYBODY, `@id("two") ${second}`);
  const waiting = await approvedLogin(server, machine);
  await ruleBy(server, ANYBODY);
  await askBack(page, waiting, "Why now?");
  const told = JSON.parse((await poll(server, waiting, { form: { known_second: "0" } })).text);
  const questionsSchema = v.looseObject({ questions: v.array(v.looseObject({ co_question: v.string() })) });
  const [asked] = v.parse(v.looseObject({ second: questionsSchema }), told).second.questions;
  const withdrawn = await metLogin(server, machine);
  await sayWithdrawn(server, withdrawn, withdrawn.session);
  const lease = await redeemedLogin(server, machine, leaseForm(leaseDetail([{ resource: ORDERS, scope: "read" }])));
  const browsers = [await newBrowser(), await newBrowser(), await newBrowser()] as const;
  const started = await startedLogin(server, machine);
  const vouched = await sentHere(server, program);
  await askRedirect(server, machine, vouched);
  async function newBrowser() {
    const further = { ...machine, extension: await newSigner(), browser: new Browser() };
    const open = await opened(await askForBrowser(server, further));
    return { further, open };
  }
  const [unmet, met, touched] = browsers;
  const nonce = await enrolmentNonce(server, unmet.further, unmet.open);
  const meeting = await meetToEnrol(server, met.further, met.open);
  await usePasskey(server, touched.further, touched.open, await meetToEnrol(server, touched.further, touched.open));
  return {
    machine,
    page: await openConsole(server, machine),
    signIn: await askToSignIn(server, machine),
    waiting: { ...waiting, question: asked?.co_question ?? "" },
    withdrawn,
    started,
    startedNonce: await loginNonce(server, machine.browser, started),
    met: await metLogin(server, machine),
    toApprove: await metLogin(server, machine),
    approved: await approvedLogin(server, machine),
    redeemed: await redeemedLogin(server, machine, { scope: "openid read" }),
    lease,
    leaseToken: (await tokenIn(await askLease(server, lease, { resource: ORDERS }))).claims.jti,
    vouched,
    browsers: { unmet: { ...unmet, nonce }, met: { ...met, meeting }, touched },
  };
}

interface Ask<Subject> {
  /** The key that asks. */
  readonly by: "device" | "extension" | "login";
  readonly send: (subject: Subject) => Promise<Answer>;
  /** The outcome where everything is active, if that is no success. */
  readonly good?: RegExp;
  /** The code in place of the state's, where a revocation has ended the login or the enrolment that is asked about. */
  readonly ended?: "enrolment_settled" | "request_settled";
  /** The outcome in every state, of what is answered although the party is not active (protocol §4.7). */
  readonly still?: RegExp;
}

const USERINFO = "/oauth/userinfo";
const atLease = ({ lease }: UnderWay, step: string): string => `/api/leases/${lease.id}/${step}`;
const post = (at: { server: TestServer }, path: string, body: unknown, by: Parameters<typeof getProved>[2]) =>
  postProvedJson(at.server, path, body, by);

/** Those that need nothing but the keys of a machine, by their address. */
export const BY_KEYS: Readonly<Record<string, Ask<Keys>>> = {
  "POST /oauth/device_authorization": {
    by: "device",
    send: async ({ server, machine }) =>
      askForLogin(server, { device_statement: await deviceStatementOf(server, machine, await newSigner()) }),
  },
  "POST /api/enrolments": { by: "device", send: ({ server, machine }) => askForBrowser(server, machine) },
  "POST /api/devices/redirects": {
    by: "device",
    send: ({ server, machine }) => askAsKeeper(server, machine.device),
  },
  "POST /api/devices/key-storage": {
    by: "device",
    send: (at) => post(at, "/api/devices/key-storage", { key_storage: "keyring" }, at.machine.device),
  },
  "POST /api/devices/standing": {
    by: "device",
    send: (at) => post(at, "/api/devices/standing", { known: null }, at.machine.device),
    still: /^200$/,
  },
  "POST /api/devices/approvals": {
    by: "device",
    send: (at) => post(at, "/api/devices/approvals", {}, at.machine.device),
  },
  "POST /api/devices/place-end": {
    by: "device",
    send: ({ server, machine }) => endPlace(server, machine, newSshHost().session()),
  },
  "POST /api/devices/posture": {
    by: "device",
    send: async ({ server, machine }) => sayPosture(server, await postureStatementOf(server, machine)),
  },
  "POST /api/requests/:id/report": {
    by: "extension",
    send: async ({ server, machine, foreign }) =>
      sayStartedElsewhere(server, foreign, machine.extension, await loginNonce(server, machine.browser, foreign)),
  },
  "POST /api/authorizations": {
    by: "extension",
    send: async ({ server, program, machine }) => askRedirect(server, machine, await sentHere(server, program)),
  },
  "POST /api/console/sign-in/options": {
    by: "extension",
    send: async ({ server, machine }) => (await askToSignIn(server, machine)).options,
  },
};

/** Those that continue what an active machine began. */
export const BY_WHAT_IS_UNDER_WAY: Readonly<Record<string, Ask<UnderWay>>> = {
  "POST /oauth/token of a poll": { by: "login", send: ({ server, approved }) => poll(server, approved) },
  "POST /oauth/token of a poll that waits for others": {
    by: "login",
    good: /^400 authorization_pending$/,
    send: ({ server, waiting }) => poll(server, waiting, { form: { known_second: "0" } }),
  },
  "POST /oauth/token of a refresh": {
    by: "login",
    send: ({ server, machine, redeemed }) => refresh(server, machine, redeemed, redeemed.tokens.refresh_token ?? ""),
  },
  "POST /oauth/token of an exchange": {
    by: "login",
    send: ({ server, redeemed: { tokens, session } }) => narrow(server, tokens.access_token, session),
  },
  "GET /oauth/userinfo": {
    by: "login",
    send: async ({ server, redeemed: { tokens, session } }) => {
      const { access_token: accessToken } = tokens;
      const proof = await proofOf(server, session, "GET", USERINFO, { accessToken });
      return getFrom(server, USERINFO, { authorization: `DPoP ${accessToken}`, ...proof });
    },
  },
  "POST /oauth/userinfo": {
    by: "login",
    send: async ({ server, redeemed: { tokens, session } }) => {
      const { access_token: accessToken } = tokens;
      const proof = await proofOf(server, session, "POST", USERINFO, { accessToken });
      return postForm(server, USERINFO, {}, { authorization: `DPoP ${accessToken}`, ...proof });
    },
  },
  "POST /oauth/revoke": {
    by: "login",
    send: ({ server, redeemed }) =>
      postForm(server, "/oauth/revoke", { client_id: "nearside-cli", token: redeemed.tokens.access_token }),
    still: /^200$/,
  },
  "GET /api/enrolments/:id": {
    by: "device",
    send: ({ server, machine, browsers }) =>
      getProved(server, `/api/enrolments/${browsers.met.open.id}`, machine.device),
    still: /^200$/,
  },
  "POST /api/enrolments/:id/locality": {
    by: "device",
    ended: "enrolment_settled",
    send: async ({ server, browsers: { unmet } }) =>
      (await meetToEnrol(server, unmet.further, unmet.open, { nonce: unmet.nonce })).answer,
  },
  "POST /api/enrolments/:id/passkey": {
    by: "device",
    ended: "enrolment_settled",
    send: ({ server, browsers: { met } }) => usePasskey(server, met.further, met.open, met.meeting),
  },
  "POST /api/enrolments/:id/proof": {
    by: "device",
    ended: "enrolment_settled",
    send: ({ server, machine, browsers: { touched } }) => prove(server, touched.further, touched.open, machine.device),
  },
  "POST /api/enrolments/:id/refusal": {
    by: "device",
    send: (at) =>
      post(at, `/api/enrolments/${at.browsers.met.open.id}/refusal`, { reason: "cancelled" }, at.machine.device),
    still: /^(200|400 enrolment_settled)$/,
  },
  "POST /api/devices/redirect-outcome": {
    by: "device",
    send: ({ server, machine, vouched }) => tellOutcome(server, machine.device, vouched, "port_unheld"),
  },
  "POST /api/requests/:id/locality": {
    by: "extension",
    ended: "request_settled",
    send: async ({ server, machine, started, startedNonce: nonce }) =>
      (await meetLogin(server, machine, started, { nonce })).answer,
  },
  "POST /api/requests/:id/decision": {
    by: "extension",
    ended: "request_settled",
    send: ({ server, machine, met }) => askForDecision(server, machine, met),
  },
  "POST /api/requests/:id/approve": {
    by: "extension",
    ended: "request_settled",
    send: ({ server, machine, toApprove }) =>
      approve(server, machine, toApprove, toApprove.met.answer.as(decidedAnswerSchema)),
  },
  "POST /api/requests/:id/deny": {
    by: "extension",
    send: ({ server, machine, withdrawn }) =>
      deny(server, withdrawn, withdrawn.met.attestation, machine.extension, true),
  },
  "POST /api/requests/:id/peer": {
    by: "login",
    send: ({ server, met }) => sayPeerRefused(server, met, met.session),
  },
  "POST /api/requests/:id/answer": {
    by: "login",
    ended: "request_settled",
    send: ({ server, waiting }) => answerBack(server, waiting, waiting.question, "It is down.", { iat: server.now() }),
  },
  "POST /api/requests/:id/withdrawal": {
    by: "login",
    send: ({ server, started }) => sayWithdrawn(server, started, started.session),
    still: /^(204|400 request_settled)$/,
  },
  "POST /api/leases/:id/calls": {
    by: "login",
    send: (at) => {
      const call = { jti: at.leaseToken, method: "GET", url: `${ORDERS}/orders/7`, status: 200 };
      return post(at, atLease(at, "calls"), { calls: [call] }, at.lease.session);
    },
    still: /^204$/,
  },
  "POST /api/leases/:id/state": {
    by: "login",
    send: (at) => post(at, atLease(at, "state"), { known: null }, at.lease.session),
    still: /^200$/,
  },
  "POST /api/leases/:id/end": {
    by: "login",
    send: async (at) => {
      const end = await leaseEnd.sign(at.lease.session, { request: at.lease.request.hash, reason: "given_back" });
      return post(at, atLease(at, "end"), { end }, at.lease.session);
    },
    still: /^204$/,
  },
  "POST /api/console/sign-in": {
    by: "extension",
    send: ({ server, machine, signIn: { browser, key, sign_in, options } }) => {
      const ceremony = { ...options.as(signInOptionsAnswerSchema).options, origin: server.issuer };
      const body = { sign_in, session_key: key.jwk, assertion: machine.authenticator.get(ceremony) };
      return postJson(server, SIGN_IN, body, { browser });
    },
  },
};
