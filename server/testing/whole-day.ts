import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { secondWaitSchema } from "@nearside/shared/api/second-wait.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { leaseEnd } from "@nearside/shared/statements/lease-end.ts";
import * as v from "valibot";
import { Answer } from "../../test/kit/answer.ts";
import type { ApiKey } from "../../test/kit/apis.ts";
import { introspect } from "../../test/kit/apis.ts";
import { openConsole } from "../../test/kit/console.ts";
import { tokenIn } from "../../test/kit/exchange.ts";
import { askLease, leaseDetail, leaseForm } from "../../test/kit/leases.ts";
import { metLogin, type RedeemedLogin, redeemedLogin } from "../../test/kit/log-in.ts";
import {
  askStanding,
  sayPeerRefused,
  sayStartedElsewhere,
  sayTrouble,
  sayWithdrawn,
} from "../../test/kit/login-messages.ts";
import {
  approve,
  askForDecision,
  deny,
  loginNonce,
  poll,
  postureStatementOf,
  refresh,
  sayPosture,
  startedLogin,
} from "../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../test/kit/machine.ts";
import {
  approvedProgram,
  askAsKeeper,
  askRedirect,
  bearerSchema,
  codeFor,
  followRedirect,
  redeemCode,
  sentHere,
  tellOutcome,
} from "../../test/kit/redirect-steps.ts";
import { endPlace } from "../../test/kit/remote-login.ts";
import { ANYBODY } from "../../test/kit/rules.ts";
import { answerBack, askBack } from "../../test/kit/second-approver.ts";
import { getFrom, postForm, postJson, postProvedJson, proofOf } from "../../test/kit/send.ts";
import { newSshHost } from "../../test/kit/ssh-host.ts";
import { SERVER_SHELL } from "../platform/audit/actor.ts";
import { changeAllowance } from "../protocol/clients/change-allowance.ts";
import { type Pages, pageRoutes } from "../surfaces/edge/pages.ts";
import { createApp, routesOf } from "../surfaces/wiring/app.ts";
import type { Services } from "../surfaces/wiring/services.ts";
import { enrolledMachine, metEnrolment } from "./enrol.ts";
import { COMMAND_LINE, registeredCommandLine, registeredProgram } from "./register.ts";
import { ruleBy } from "./rule-by.ts";
import { socketless, type TestServer, withHost } from "./test-server.ts";

// Asks every address of the server once, by its right party and by a stranger, and records the answers.

export interface RecordedAnswer {
  readonly address: string;
  readonly answer: Answer;
}

/** Records every answer of the server with its pages. */
export function recorded(
  server: TestServer,
  pages: Pages,
  changed: Partial<Services> = {},
): { at: TestServer; heard: RecordedAnswer[] } {
  const services = { ...server.services, ...changed };
  const app = createApp(services, pages);
  const heard: RecordedAnswer[] = [];
  const fetch = async (request: Request): Promise<Answer> => {
    const answer = await Answer.of(await app.fetch(withHost(request), socketless("192.0.2.1")));
    const path = new URL(request.url).pathname.replace(/\/(?:(?:az|rq|en|sl)_[^/]+|nearside-[^/]+$)/, "/:id");
    heard.push({ address: `${request.method} ${path}`, answer });
    return answer;
  };
  return { at: { ...server, services, fetch }, heard };
}

const METADATA = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"];
const FORM = "application/x-www-form-urlencoded";

/**
 * Sends the messages of a whole enrolment, a whole login and everybody who asks about its token.
 *
 * @param apiKey key of the resource server `api`
 */
export async function wholeDay(at: TestServer, pages: Pages, apiKey: ApiKey): Promise<void> {
  const alice = await enrolledMachine(at, "alice");
  const mallory = await enrolledMachine(at, "mallory");
  const login = await redeemedLogin(at, alice, { scope: "openid" });
  await askUserinfo(at, login);
  await refresh(at, alice, login, login.tokens.refresh_token ?? "");
  await askAboutToken(at, login.tokens.access_token, apiKey);
  const storage = "/api/devices/key-storage";
  const byDevice = await proofOf(at, alice.device, "POST", storage);
  await postJson(at, storage, { key_storage: "keyring" }, { headers: byDevice });
  await postProvedJson(at, "/api/devices/standing", { known: null }, alice.device);
  await sayPosture(at, await postureStatementOf(at, alice));
  await endPlace(at, alice, newSshHost().session());
  await postProvedJson(at, "/api/devices/approvals", {}, alice.device);
  await secondsDay(at, alice, mallory);
  const denied = await metLogin(at, alice);
  await askForDecision(at, alice, denied);
  await deny(at, denied, denied.met.attestation, alice.extension);
  const foreign = await startedLogin(at, mallory);
  await sayStartedElsewhere(at, foreign, alice.extension, await loginNonce(at, alice.browser, foreign));
  await sayPeerRefused(at, foreign, foreign.session);
  await sayTrouble(at, foreign, alice.browser, "unreachable");
  await askStanding(at, foreign, alice.browser, "waited_for");
  await sayWithdrawn(at, foreign, foreign.session);
  const theirs = await newMachine();
  const { open } = await metEnrolment(at, theirs, "bob");
  const path = `/api/enrolments/${open.id}`;
  await postJson(at, `${path}/state`, { known: "waiting" }, { browser: theirs.browser });
  await getFrom(at, path, await proofOf(at, theirs.device, "GET", path));
  const headers = await proofOf(at, theirs.device, "POST", `${path}/refusal`);
  await postJson(at, `${path}/refusal`, { reason: "cancelled" }, { headers });
  const program = { client_id: await registeredCommandLine(at), redirect_uri: COMMAND_LINE.redirect_uris[0] };
  await getFrom(at, `/oauth/authorize?${new URLSearchParams(program)}`);
  await postForm(at, "/oauth/authorize", program);
  await getFrom(at, "/oauth/authorize", { accept: "text/html" });
  await programsDay(at, alice);
  await keepersDay(at, alice);
  for (const page of pageRoutes(pages)) await getFrom(at, page.path);
  for (const route of ["/healthz", "/readyz", "/oauth/jwks", "/openapi.json", ...METADATA]) await getFrom(at, route);
}

/** A login waits for another person, who asks back. */
async function secondsDay(at: TestServer, machine: EnrolledMachine, other: EnrolledMachine): Promise<void> {
  const second = `@id("two") @require_second_approver("user:${other.user.name}") forbid (principal, action, resource);`;
  await ruleBy(at, ANYBODY, second);
  const login = await metLogin(at, machine);
  await approve(at, machine, login, login.met.answer.as(decidedAnswerSchema));
  await ruleBy(at, ANYBODY);
  const page = await openConsole(at, other);
  await askBack(page, login, "Why now?");
  const answer = await poll(at, login, { form: { known_second: "0" } });
  const [asked] = v.parse(v.looseObject({ second: secondWaitSchema }), JSON.parse(answer.text)).second.questions;
  if (asked !== undefined) await answerBack(at, login, asked.co_question, "It is down.", { iat: at.now() });
  await askStanding(at, login, machine.browser, "approved");
}

/** A program that only knows a redirect logs in, and another one gets nothing. */
async function programsDay(at: TestServer, machine: EnrolledMachine): Promise<void> {
  const clientId = await registeredProgram(at);
  const login = await approvedProgram(at, machine, clientId, { scope: "openid" });
  const tokens = (await redeemCode(at, login, await codeFor(at, login))).as(bearerSchema);
  await tellOutcome(at, machine.device, login.asked, "delivered");
  await followRedirect(at, machine, login.asked, "vouched");
  await getFrom(at, "/oauth/userinfo", { authorization: `Bearer ${tokens.access_token}` });
  await askRedirect(at, machine, await sentHere(at, clientId));
  await askAsKeeper(at, machine.device);
}

/** The keeper of a lease follows it, tells what it did with a token, and ends it. */
async function keepersDay(at: TestServer, machine: EnrolledMachine): Promise<void> {
  const resource = "https://orders.example.test";
  await changeAllowance(at.services, "nearside-cli", { how: "allow", scopes: [], resources: [resource] }, SERVER_SHELL);
  const lease = await redeemedLogin(at, machine, leaseForm(leaseDetail([{ resource, scope: "read" }])));
  const { claims } = await tokenIn(await askLease(at, lease, { resource }));
  const path = `/api/leases/${lease.id}`;
  await postProvedJson(at, `${path}/state`, { known: null }, lease.session);
  const calls = [{ jti: claims.jti, method: "GET", url: `${resource}/orders`, status: 200 }];
  await postProvedJson(at, `${path}/calls`, { calls }, lease.session);
  const end = await leaseEnd.sign(lease.session, { request: lease.request.hash, reason: "process_ended" });
  await postJson(at, `${path}/end`, { end });
}

async function askUserinfo(at: TestServer, { session, tokens }: RedeemedLogin): Promise<void> {
  const { access_token: accessToken } = tokens;
  const path = "/oauth/userinfo";
  const headers = async (method: string) => ({
    authorization: `DPoP ${accessToken}`,
    ...(await proofOf(at, session, method, path, { accessToken })),
  });
  await getFrom(at, path, await headers("GET"));
  await postForm(at, path, {}, await headers("POST"));
}

/** Plays the API that got the token, which introspects it and reads the list, and the command line, which revokes it. */
async function askAboutToken(at: TestServer, token: string, apiKey: ApiKey): Promise<void> {
  const { status } = (await accessToken.read(token)).claims;
  await getFrom(at, new URL(status?.status_list.uri ?? "").pathname);
  await introspect(at, { id: "api", key: apiKey }, { token });
  await introspect(at, { id: "api", key: apiKey }, { token }, { accept: "application/token-introspection+jwt" });
  await postForm(at, "/oauth/revoke", { client_id: "nearside-cli", token });
}

/** Sends one request to each address, in the form that it demands, by a caller who has nothing. */
export async function strangersDay(at: TestServer, pages: Pages, issuer: string): Promise<void> {
  const host = new URL(issuer).host;
  for (const { method, path } of [...routesOf(at.services), ...pageRoutes(pages)]) {
    const [type, body] = path.startsWith("/api") ? ["application/json", "{}"] : [FORM, "client_id=nearside-cli"];
    const sent = method === "GET" ? { headers: { host } } : { headers: { host, "content-type": type }, body };
    await at.fetch(new Request(issuer + path, { method, ...sent }));
  }
}
