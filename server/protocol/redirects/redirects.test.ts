import { redirectStateSchema } from "@nearside/shared/api/authorizations.ts";
import { approveAnswerSchema, decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { newSigner } from "../../../test/kit/keys.ts";
import { metLogin } from "../../../test/kit/log-in.ts";
import { approve, poll, startedLogin } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import {
  approvedProgram,
  askAsKeeper,
  askRedirect,
  authorize,
  bearerSchema,
  boundSchema,
  codeFor,
  followRedirect,
  redeemCode,
  sentHere,
  tellOutcome,
  vouchFor,
} from "../../../test/kit/redirect-steps.ts";
import { getFrom, postForm, proofOf, type Reached, TOKEN } from "../../../test/kit/send.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { registeredProgram } from "../../testing/register.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { openTestServer } from "../../testing/test-server.ts";

// Programs that only know a loopback redirect (protocol §6), by the server's own clock.

const server = serverForAll();
let machine: EnrolledMachine;
let clientId: string;
beforeAll(async () => {
  machine = await enrolledMachine(server, "alice");
  clientId = await registeredProgram(server);
});

const authorizationsSchema = v.object({
  authorizations: v.array(v.object({ authorization: v.string(), ask: v.string() })),
});
/** Asks with the token and a proof by that key. */
const userinfo = async (at: Reached, accessToken: string, key: Signer) =>
  getFrom(at, "/oauth/userinfo", {
    authorization: `DPoP ${accessToken}`,
    ...(await proofOf(at, key, "GET", "/oauth/userinfo", { accessToken })),
  });
const codeRefused = (code: string, ended = false) => ({
  kind: "code_refused",
  data: { login: expect.any(String), code, ended },
});

describe.each(DATABASES)("a code on %s", (database) => {
  const server = serverForAll({ database });
  let machine: EnrolledMachine;
  let clientId: string;
  beforeAll(async () => {
    machine = await enrolledMachine(server, "alice");
    clientId = await registeredProgram(server);
  });

  it("is good for a minute, to the second", async () => {
    const [early, late] = [
      await approvedProgram(server, machine, clientId),
      await approvedProgram(server, machine, clientId),
    ];
    const codes = [await codeFor(server, early), await codeFor(server, late)] as const;
    server.pass(59);
    expect((await redeemCode(server, early, codes[0])).status).toBe(200);
    // Somebody who has the keeper's own key gets no other one after it.
    expect((await poll(server, early, { form: { client_id: clientId } })).outcome).toMatch(/^400 /);
    server.pass(1);
    expect((await redeemCode(server, late, codes[1])).outcome).toBe("400 invalid_grant");
    expect(await eventsOf(server, late.asked.claims.jti)).toMatchObject([codeRefused("expired")]);
    // No other one follows it.
    expect((await poll(server, late, { form: { client_id: clientId } })).outcome).toMatch(/^400 /);
  });

  it("is refused any number of times, before and after its minute, in eight entries each", async () => {
    const login = await approvedProgram(server, machine, clientId);
    const code = await codeFor(server, login);
    const guess = async (no: number) =>
      expect((await redeemCode(server, login, code, { code_verifier: `${no}`.padStart(43, "x") })).status).toBe(400);
    for (let no = 0; no < 30; no += 1) await guess(no);
    server.pass(60);
    for (let no = 30; no < 60; no += 1) await guess(no);
    expect((await redeemCode(server, login, code)).outcome).toBe("400 invalid_grant");
    const told = (await eventsOf(server, login.asked.claims.jti)).filter(({ kind }) => kind === "code_refused");
    expect(told).toMatchObject([...Array.from({ length: 8 }, () => codeRefused("verifier")), codeRefused("expired")]);
  });

  it("voids the one before it, whose answer was lost, and ends no later", async () => {
    const login = await approvedProgram(server, machine, clientId);
    const lost = await codeFor(server, login);
    server.pass(30);
    const code = await codeFor(server, login);
    expect((await redeemCode(server, login, lost)).outcome).toBe("400 invalid_grant");
    server.pass(29);
    expect((await redeemCode(server, login, code)).status).toBe(200);
  });

  it("is redeemed once, of any number at the same time, and the others end what it gave", async () => {
    const login = await approvedProgram(server, machine, clientId);
    const code = await codeFor(server, login);
    const answers = await Promise.all(Array.from({ length: 4 }, () => redeemCode(server, login, code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    const events = await eventsOf(server, login.asked.claims.jti);
    expect(events.filter(({ data }) => JSON.stringify(data).includes('"ended":true'))).toHaveLength(1);
  });

  it("is said to be delivered once it is redeemed, and not to be if nobody has it when its minute has passed", async () => {
    const [taken, left] = [
      await approvedProgram(server, machine, clientId),
      await approvedProgram(server, machine, clientId),
    ];
    const code = await codeFor(server, taken);
    await codeFor(server, left);
    expect((await redeemCode(server, taken, code)).status).toBe(200);
    const told = async ({ asked }: typeof taken) =>
      (await followRedirect(server, machine, asked, "asked")).as(redirectStateSchema);
    expect([await told(taken), await told(left)]).toMatchObject([{ state: "delivered" }, { state: "vouched" }]);
    server.pass(60);
    expect([await told(taken), await told(left)]).toEqual([
      { state: "delivered" },
      { state: "refused", code: "not_told" },
    ]);
  });

  it("counts no more once the keeper has refused the program", async () => {
    const login = await approvedProgram(server, machine, clientId);
    const code = await codeFor(server, login);
    expect((await tellOutcome(server, machine.device, login.asked, "process_changed")).status).toBe(204);
    expect((await redeemCode(server, login, code)).outcome).toBe("400 invalid_grant");
    expect((await tellOutcome(server, machine.device, login.asked, "delivered")).outcome).toMatch(/request_settled/);
  });

  it("gives a program that proves a key a token for that key alone (RFC 9449 §5)", async () => {
    const [key, thief] = [await newSigner(), await newSigner()];
    const login = await approvedProgram(server, machine, clientId, { scope: "openid" });
    const answer = (await redeemCode(server, login, await codeFor(server, login), {}, key)).as(boundSchema);
    expect(answer["refresh_token"]).toBeUndefined();
    const { claims } = await accessToken.read(answer.access_token);
    expect(claims).toMatchObject({ cnf: { jkt: key.thumbprint }, acr: "urn:nearside:acr:loopback-redirect" });
    const bearer = { authorization: `Bearer ${answer.access_token}` };
    expect((await getFrom(server, "/oauth/userinfo", bearer)).status).toBe(401);
    expect((await userinfo(server, answer.access_token, thief)).status).toBe(401);
    expect((await userinfo(server, answer.access_token, key)).status).toBe(200);
  });

  it("of a program that named its key is for that key alone (RFC 9449 §10)", async () => {
    const [key, thief] = [await newSigner(), await newSigner()];
    const login = await approvedProgram(server, machine, clientId, { dpop_jkt: key.thumbprint });
    const code = await codeFor(server, login);
    expect((await redeemCode(server, login, code)).outcome).toBe("400 invalid_grant");
    expect((await redeemCode(server, login, code, {}, thief)).outcome).toBe("400 invalid_grant");
    expect(await eventsOf(server, login.asked.claims.jti)).toMatchObject([codeRefused("key"), codeRefused("key")]);
    expect((await redeemCode(server, login, code, {}, key)).as(boundSchema).token_type).toBe("DPoP");
  });

  it("is not redeemed with a proof that is not one", async () => {
    const login = await approvedProgram(server, machine, clientId);
    const code = await codeFor(server, login);
    const form = { grant_type: "authorization_code", client_id: clientId, code, code_verifier: "v".repeat(43) };
    for (const dpop of ["", "x", "a.b.c"])
      expect(
        (await postForm(server, TOKEN, { ...form, redirect_uri: login.asked.claims.redirect_uri }, { dpop })).outcome,
      ).toBe("400 invalid_dpop_proof");
    expect((await redeemCode(server, login, code)).status).toBe(200);
  });

  it("gives a token without a key, of its own class, for five minutes and not to be renewed", async () => {
    const login = await approvedProgram(server, machine, clientId, { scope: "openid", nonce: "of the program" });
    const answer = (await redeemCode(server, login, await codeFor(server, login))).as(bearerSchema);
    expect(answer).toMatchObject({ expires_in: 300, scope: "openid", id_token: expect.any(String) });
    expect(answer["refresh_token"]).toBeUndefined();
    const { claims } = await accessToken.read(answer.access_token);
    expect(claims).toMatchObject({ acr: "urn:nearside:acr:loopback-redirect", proof: { program: "redirect" } });
    expect(claims.cnf).toBeUndefined();
    const [, payload = ""] = String(answer["id_token"]).split(".");
    expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({ nonce: "of the program" });
    const bearer = { authorization: `Bearer ${answer.access_token}` };
    expect((await getFrom(server, "/oauth/userinfo", bearer)).status).toBe(200);
    server.pass(300);
    expect((await getFrom(server, "/oauth/userinfo", bearer)).status).toBe(401);
  });
});

it("keeps keepers that wait from taking the places of logins", async () => {
  const small = await openTestServer({ limits: { heldPolls: 4 } });
  const machines = [await enrolledMachine(small, "ann"), await enrolledMachine(small, "bob")];
  machines.push(await enrolledMachine(small, "cat"));
  const program = await registeredProgram(small);
  let answered = 0;
  const waiting = machines.map(async ({ device }) => {
    const { authorizations } = (await askAsKeeper(small, device)).as(authorizationsSchema);
    answered += authorizations.length === 0 ? 1 : 0;
  });
  const alice = await enrolledMachine(small, "alice");
  const login = await metLogin(small, alice);
  const held = poll(small, login);
  (await approve(small, alice, login, login.met.answer.as(decidedAnswerSchema))).as(approveAnswerSchema);
  expect((await held).status).toBe(200);
  expect(answered).toBe(1); // half of the places are for keepers, so one of the three has none
  for (const machine of machines) await askRedirect(small, machine, await sentHere(small, program));
  await Promise.all(waiting);
  await small.close();
});

describe("a program that asks", () => {
  it.each([
    [{ max_age: "soon" }, "max_age"],
    [{ authorization_details: "x".repeat(16_385) }, "authorization_details"],
    [{ dpop_jkt: "no thumbprint" }, "dpop_jkt"],
    [{ nonce: "n".repeat(513) }, "nonce"],
    [{ code_challenge: "short" }, "code_challenge"],
    [{ response_mode: "fragment" }, "response_mode"],
  ])("otherwise than it should, by %j, hears which parameter it is", async (twist, name) => {
    const { headers } = await authorize(server, clientId, twist);
    const back = new URL(headers.get("location") ?? "");
    expect([back.origin, back.searchParams.get("error")]).toEqual(["http://127.0.0.1:51004", "invalid_request"]);
    expect(back.searchParams.get("error_description")).toContain(name);
  });

  it("is told to its machine's keeper once, and to no other", async () => {
    const asked = await sentHere(server, clientId);
    expect((await askRedirect(server, machine, asked)).as(redirectStateSchema)).toEqual({ state: "asked" });
    const heard = await askAsKeeper(server, machine.device);
    expect(heard.as(authorizationsSchema).authorizations.map(({ authorization }) => authorization)).toContain(
      asked.jws,
    );
    expect((await tellOutcome(server, machine.device, asked, "port_unheld")).status).toBe(204);
    const refused = { state: "refused", code: "port_unheld" };
    expect((await followRedirect(server, machine, asked, "asked")).as(redirectStateSchema)).toEqual(refused);
  });

  it("is vouched for, and spoken for, by its own machine alone", async () => {
    const bob = await enrolledMachine(server, "bob");
    const asked = await sentHere(server, clientId);
    await askRedirect(server, machine, asked);
    expect((await vouchFor(server, bob, asked)).outcome).toBe("400 invalid_request/request_unknown");
    for (const outcome of ["port_unheld", "delivered"])
      expect((await tellOutcome(server, bob.device, asked, outcome)).outcome).toMatch(/request_unknown/);
    expect((await followRedirect(server, machine, asked, "vouched")).as(redirectStateSchema)).toEqual({
      state: "asked",
    });
    expect((await vouchFor(server, machine, asked)).status).toBe(200);
  });

  it("is vouched for within a minute of the ask, to the second", async () => {
    const asked = await sentHere(server, clientId);
    await askRedirect(server, machine, asked);
    server.pass(60);
    expect((await vouchFor(server, machine, asked)).outcome).toBe("400 invalid_request/request_expired");
  });

  it("is not another one than the administrator has registered by now", async () => {
    const known = await registeredProgram(server, ["known-tool"]);
    const asked = await sentHere(server, known);
    await askRedirect(server, machine, asked);
    expect((await vouchFor(server, machine, asked)).outcome).toBe("400 invalid_request/request_mismatch");
    expect((await vouchFor(server, machine, asked, { executable: "/opt/known-tool" })).status).toBe(200);
  });

  it("gets nothing where no keeper answers within a minute", async () => {
    const asked = await sentHere(server, clientId);
    await askRedirect(server, machine, asked);
    server.pass(60);
    const refused = { state: "refused", code: "keeper_missing" };
    expect((await followRedirect(server, machine, asked, "asked")).as(redirectStateSchema)).toEqual(refused);
  });

  it("is not asked for after five minutes", async () => {
    const asked = await sentHere(server, clientId);
    server.pass(300);
    expect((await askRedirect(server, machine, asked)).outcome).toMatch(/request_expired/);
  });

  it("is turned away once half of the machine's open logins are for programs, so that command lines have the rest (threat R9)", async () => {
    const few = await openTestServer({ limits: { openLoginsPerMachine: 4 } });
    const [other, program] = [await enrolledMachine(few, "bob"), await registeredProgram(few)];
    const outcomes: string[] = [];
    for (let times = 0; times < 3; times++)
      outcomes.push((await askRedirect(few, other, await sentHere(few, program))).outcome);
    expect(outcomes).toEqual(["200", "200", "429 rate_limited"]);
    expect((await startedLogin(few, other)).id).toMatch(/^rq_/);
    await few.close();
  });
});
