// R4, live relay: the attacker relays every byte of page, nonce and challenge between the victim's page and his own command
// line, over real HTTP. The presence proof comes from loopback only, so what he relays is about another chain.
//
// The victim's extension is played worse than it is: it signs for any request (the real one sends nothing to any port where its
// key is not listed, see device-code-phishing). It does not help him.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { NonceAnswer } from "@nearside/shared/api/login-requests.ts";
import { helloAnswerSchema } from "@nearside/shared/api/loopback.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { openLoginIn } from "../kit/login-steps.ts";
import { loopbackIn, meet } from "../kit/meeting.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { knock } from "../steps/knock.ts";
import { approve, askForLogin, decisionOn, meetForLogin, nonceFor, poll } from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import {
  approveTyped,
  enrolCommandLine,
  type Nearside,
  newHome,
  startLogin,
  type TypedLogin,
} from "../steps/real-command-line.ts";
import { newId, openClient, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { lastStoredEvent, storedEventsSince } from "../support/server-rows.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();

let victim: EnrolledStage;
/** His extension and passkey, in software, beside his real command line. */
let mallory: Stage;
let his: Nearside;
let relay: string;
beforeAll(async () => {
  victim = await openEnrolledStage(atEnd);
  mallory = await newStranger(victim, "mallory");
  his = await newHome(atEnd);
  await enrolCommandLine(mallory, his, { name: "mallory", ticket: await victim.server.ticket("mallory") });
  relay = await openRelay(victim.issuer);
});

type Open = Extract<NonceAnswer, { state: "open" }>;

async function open(page: Pick<Stage, "postJson">, { id }: { readonly id: string }): Promise<Open> {
  const open = openLoginIn(await page.postJson(`/api/requests/${id}/nonce`, {}));
  return open;
}

/** The attacker's server: requests of the victim's page go on to the real one, and a hello to a port of his own machine. */
async function openRelay(issuer: string): Promise<string> {
  const server = createServer(async (request, answer) => {
    const body = await text(request);
    const [, port] = /^\/to-his-command-line\/(\d+)$/.exec(request.url ?? "") ?? [];
    if (port !== undefined) {
      const outcome = await knock(Number(port), JSON.parse(body));
      answer.writeHead(outcome.status ?? 502).end(outcome.body);
      return;
    }
    const { cookie } = request.headers;
    const headers = { "content-type": "application/json", ...(cookie === undefined ? {} : { cookie }) };
    const outcome = await fetch(issuer + request.url, { method: "POST", headers, body });
    answer.writeHead(outcome.status, { "set-cookie": outcome.headers.getSetCookie() }).end(await outcome.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The handshake with the command line behind the relay, by an extension that signs whatever it is shown. */
async function meetThroughRelay({ request, nonce }: Open, extension: Stage["parties"]["extension"]) {
  const loopback = await loopbackIn(request);
  const salt = (await nonceStatement.read(nonce)).claims.nonce;
  const outcome = await hello.sign(extension, { request: await sha256Base64url(request), nonce: salt, xn: newId() });
  const answer = await fetch(`${relay}/to-his-command-line/${loopback.port}`, {
    method: "POST",
    body: JSON.stringify({ request, nonce, hello: outcome }),
  });
  if (answer.status !== 200) return { refused: answer.status, outcome, loopback };
  const { presence_proof } = v.parse(helloAnswerSchema, await answer.json());
  const presence = await sha256Base64url(presence_proof);
  const attested = await attestation.sign(extension, { presence, loopback, browser: "Chromium 141" });
  return { meeting: { nonce, hello: outcome, presence_proof, attestation: attested } };
}

async function endOf({ cli }: TypedLogin): Promise<void> {
  cli.signal("SIGINT");
  expect(await cli.ended()).toEqual({ code: 130, signal: null });
  expect(await (await his(["whoami"])).ended()).toEqual({ code: 4, signal: null });
}

describe("the attacker's login on the victim's page", () => {
  it("is met through the relay by his own extension alone", async () => {
    const login = await startLogin(his);
    const page = openClient(relay);
    const shown = await open(page, login);

    // His command line answers listed keys only, so the victim's extension gets no presence proof at all.
    const fooled = await meetThroughRelay(shown, victim.parties.extension);
    expect(fooled).toMatchObject({ refused: 403 });
    // A command line of his own making would answer: the session key is his.
    const signed = await meet(victim, {
      ...shown,
      extension: victim.parties.extension,
      session: mallory.parties.session,
    });
    await expectRefused(victim, () => page.postJson(`/api/requests/${login.id}/locality`, signed), {
      outcome: "400 extension_not_listed",
      event: stepRefused(login.id, "locality", "extension_not_listed"),
    });
    await endOf(login);
  });

  it("is his own once his extension meets it: the victim's passkey approves nothing there", async () => {
    const login = await startLogin(his);
    const page = openClient(relay);
    const { meeting } = await meetThroughRelay(await open(page, login), mallory.parties.extension);
    expect((await page.postJson(`/api/requests/${login.id}/locality`, meeting)).status).toBe(200);
    const relayed: Stage = { ...victim, ...page, issuer: victim.issuer };
    const decision = await decisionOn(relayed, login);
    expect(decision.options.allowCredentials.map(({ id }) => id)).not.toContain(
      victim.parties.passkey.enrolled.credential_id,
    );
    await expectRefused(victim, () => approve(relayed, login, decision), {
      outcome: "400 passkey_not_bound",
      event: stepRefused(login.id, "approve", "passkey_not_bound"),
    });
    await endOf(login);
  });

  it("is carried by the same relay where the login is his own, without the victim", async () => {
    const login = await startLogin(his);
    const page = openClient(relay);
    const { meeting } = await meetThroughRelay(await open(page, login), mallory.parties.extension);
    expect((await page.postJson(`/api/requests/${login.id}/locality`, meeting)).status).toBe(200);
    const relayed: Stage = { ...mallory, ...page, issuer: victim.issuer };
    expect((await approve(relayed, login, await decisionOn(relayed, login))).status).toBe(200);
    expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });
    expect(await (await his(["logout"])).ended()).toMatchObject({ code: 0 });
  });
});

describe("the victim's login, answered by the attacker's command line", () => {
  it("is not met: the presence proof is by another session key, or about another request", async () => {
    const login = await askForLogin(victim);
    const seq = lastStoredEvent(victim);
    const page = openClient(relay);
    const { extension, session } = victim.parties;
    const shown = { request: login.request.jws, nonce: await nonceFor({ ...victim, ...page }, login) };
    const send = (meeting: unknown) => () => page.postJson(`/api/requests/${login.id}/locality`, meeting);
    const refusedAs = (code: string) => ({ outcome: `400 ${code}`, event: stepRefused(login.id, "locality", code) });
    await expectRefused(
      victim,
      send(await meet(victim, { ...shown, extension, session: mallory.parties.session })),
      refusedAs("key_mismatch"),
    );

    // His command line's real presence proof, for his login, in her chain.
    const typed = await startLogin(his);
    const { meeting } = await meetThroughRelay(await open(mallory, typed), mallory.parties.extension);
    const hers = await meet(victim, { ...shown, extension, session });
    const presence_proof = meeting?.presence_proof ?? "";
    await expectRefused(victim, send({ ...hers, presence_proof }), refusedAs("key_mismatch"));
    const over = await attestation.sign(extension, {
      presence: await sha256Base64url(presence_proof),
      loopback: login.request.claims.loopback,
      browser: "Chromium 141",
    });
    await expectRefused(victim, send({ ...hers, presence_proof, attestation: over }), refusedAs("key_mismatch"));
    expect(storedEventsSince(victim, seq).filter(({ kind }) => kind === "login_met")).toEqual([]);

    // Both go on, each where it was started.
    await meetForLogin(victim, login);
    expect((await approve(victim, login, await decisionOn(victim, login))).status).toBe(200);
    expect((await poll(victim, login)).status).toBe(200);
    await approveTyped(mallory, typed);
    expect(await typed.cli.ended(), typed.cli.stderr()).toEqual({ code: 0, signal: null });
  });
});
