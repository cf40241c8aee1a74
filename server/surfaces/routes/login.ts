import type { ApproveAnswer, NonceAnswer } from "@nearside/shared/api/login-requests.ts";
import * as requestApi from "@nearside/shared/api/request-api.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { type Call, idOf } from "../../platform/http/call.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import { postEntry, type Route } from "../../platform/http/route.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import { heldBy } from "../../platform/limits/held-by.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom, WithStopping } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { approveLogin } from "../../protocol/login/approve/approve-login.ts";
import { browserSessionOf, demandBrowserSession, openBrowserSession } from "../../protocol/login/browser-session.ts";
import { currentLogin } from "../../protocol/login/current-login.ts";
import { decideLogin } from "../../protocol/login/decide/decide-login.ts";
import { denyLogin } from "../../protocol/login/end/deny-login.ts";
import { withdrawLogin } from "../../protocol/login/end/withdraw-login.ts";
import { followLogin } from "../../protocol/login/follow-login.ts";
import type { LoginServices } from "../../protocol/login/login-services.ts";
import { recordLocality } from "../../protocol/login/meet/record-locality.ts";
import { takeBrowserTrouble } from "../../protocol/login/meet/take-browser-trouble.ts";
import { takePeerRefusal } from "../../protocol/login/meet/take-peer-refusal.ts";
import { takeReport } from "../../protocol/login/meet/take-report.ts";
import { takeAnswer } from "../../protocol/login/second/take-answer.ts";
import { showLogin } from "../../protocol/login/shown-login.ts";
import { makeNonce } from "../../register/logins/meeting-nonce.ts";
import { isUndecided } from "../../register/logins/transitions.ts";

/**
 * Everything that page, extension and command line say about one login (protocol §4.2 to §4.6). A login starts at
 * `/oauth/device_authorization`, and its tokens are fetched at `/oauth/token`.
 */
export const loginRoutes = (services: LoginServices & WithAddressOf & WithSecrets & WithStopping): readonly Route[] => [
  postEntry(requestApi.nonce, "nonces", (c) => answerNonce(services, c)),

  postEntry(requestApi.locality, "requests", async (c, body) => {
    const session = await demandBrowserSession(services, c);
    return c.json(await recordLocality(services, idOf(c), body, { session, address: services.addressOf(c) }));
  }),

  postEntry(requestApi.decision, "requests", async (c, typed) => {
    const session = await demandBrowserSession(services, c);
    return c.json(await decideLogin(services, idOf(c), { session, typed, address: services.addressOf(c) }));
  }),

  postEntry(requestApi.approve, "requests", async (c, body) => {
    const session = await demandBrowserSession(services, c);
    const second = await approveLogin(services, idOf(c), body, { session, address: services.addressOf(c) });
    const approved = { request_id: idOf(c) };
    return c.json(
      (second === undefined
        ? { state: "approved", ...approved }
        : { state: "waiting", ...approved, second }) satisfies ApproveAnswer,
    );
  }),

  postEntry(requestApi.deny, "requests", async (c, body) => {
    await denyLogin(services, idOf(c), body);
    return c.json({ state: "denied" });
  }),

  postEntry(requestApi.report, "requests", async (c, body) => {
    await takeReport(services, idOf(c), body);
    return c.body(null, 204);
  }),

  postEntry(requestApi.peer, "requests", async (c, { peer_refusal }) => {
    await takePeerRefusal(services, idOf(c), peer_refusal);
    return c.body(null, 204);
  }),

  postEntry(requestApi.trouble, "requests", async (c, { code }) => {
    await demandBrowserSession(services, c);
    await takeBrowserTrouble(services, idOf(c), code);
    return c.json({});
  }),

  postEntry(requestApi.withdrawal, "requests", async (c, { withdrawal }) => {
    await withdrawLogin(services, idOf(c), withdrawal);
    return c.body(null, 204);
  }),

  postEntry(requestApi.answer, "requests", async (c, { co_answer }) => {
    await takeAnswer(services, idOf(c), co_answer);
    return c.body(null, 204);
  }),

  postEntry(requestApi.state, "requests", async (c, body) => {
    const session = await demandBrowserSession(services, c);
    const holders = heldBy.address(services, services.addressOf(c));
    const gone = AbortSignal.any([c.req.raw.signal, services.stopping]);
    return c.json(await followLogin(services, idOf(c), { ...body, session, holders, gone }));
  }),
];

/** Answers an open login with its request and a nonce for this browser session (protocol §4.3), any other with how it ended. */
async function answerNonce(
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithRandom & WithSecrets,
  c: Call,
): Promise<Response> {
  const login = await currentLogin(services, idOf(c));
  if (!isUndecided(login))
    return c.json((await showLogin(services, login, await browserSessionOf(services, c))) satisfies NonceAnswer);
  const session = await openBrowserSession(services, c);
  const { hash } = await readAnyRequest(login.request);
  const nonce = await makeNonce(services, login, hash, session);
  return c.json({ state: "open", request: login.request, nonce } satisfies NonceAnswer);
}
