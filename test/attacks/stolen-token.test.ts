// R14, first half: a stolen access token, with or without proofs that were seen beside it, replayed from elsewhere. An API that
// accepts the tokens of this server takes each with a fresh DPoP proof by its session key, for this very request, once.
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { type DpopRequest, signDpop } from "@nearside/shared/statements/dpop.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { inTheNameOf } from "../kit/keys.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { redeemedLogin, refresh } from "../steps/logging-in.ts";
import { knowing, newColleague } from "../steps/people.ts";
import { newId, now } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { startOrdersApi } from "../support/orders-api.ts";
import { storedRows } from "../support/server-rows.ts";
import { expectRefused } from "./support-refusals.ts";

const atEnd = afterTests();

let orders: string;
let bank: string;
let victim: EnrolledStage;
let mallory: EnrolledStage;
let token: string;
beforeAll(async () => {
  [orders, bank] = [`http://localhost:${await freePort()}`, `http://localhost:${await freePort()}`];
  const scopes = ["orders:read", "orders:write"];
  const settings = await knowing(atEnd, [{ id: CLIENT, name: "Shop", scopes, resources: [orders, bank] }]);
  victim = await openEnrolledStage(atEnd, settings);
  mallory = await newColleague(victim, "mallory");
  for (const origin of [orders, bank]) {
    const env = { PATH: process.env["PATH"] ?? "" };
    const api = await startOrdersApi({ issuer: victim.issuer, origin, env });
    atEnd(async () => void (await api.stop()));
  }
  token = await tokenFor(orders);
});

const tokenFor = async (resource: string): Promise<string> =>
  (await redeemedLogin(victim, "orders:read orders:write", { resource })).tokens.access_token;

const proofBy = (by: Signer, twist: Partial<DpopRequest> = {}): Promise<string> =>
  signDpop(by, { method: "GET", url: `${orders}/orders`, jti: newId(), iat: now(), accessToken: token, ...twist });

const refusalSchema = v.object({ refusal: v.string() });

/** `200`, or status and refusal. */
async function call(headers: Readonly<Record<string, string>>, method = "GET", api = orders): Promise<string> {
  const body = method === "POST" ? { body: JSON.stringify({ item: "everything" }) } : {};
  const answer = await fetch(`${api}/orders`, { method, headers, ...body });
  return answer.ok ? String(answer.status) : `${answer.status} ${v.parse(refusalSchema, await answer.json()).refusal}`;
}

const dpop = (proof: string, shown = token) => ({ authorization: `DPoP ${shown}`, dpop: proof });
const items = async () =>
  (await fetch(`${orders}/orders`, { headers: dpop(await proofBy(victim.parties.session)) })).json();

type Headers = Readonly<Record<string, string>>;
const attacks: [what: string, outcome: string, headers: () => Promise<Headers> | Headers, method?: string][] = [
  ["as a Bearer token", "401 bearer_refused", () => ({ authorization: `Bearer ${token}` })],
  ["without a proof", "401 proof_missing", () => ({ authorization: `DPoP ${token}` })],
  ["with a proof by the thief's key", "401 proof_key", async () => dpop(await proofBy(mallory.parties.session))],
  [
    "with a proof that carries her key and is signed by his",
    "401 proof_signature",
    async () => dpop(await proofBy(inTheNameOf(victim.parties.session, mallory.parties.session))),
  ],
  [
    "with a proof that was seen on its way, for another method",
    "401 proof_method",
    async () => dpop(await proofBy(victim.parties.session)),
    "POST",
  ],
  [
    "with a proof that was seen on its way, for another address",
    "401 proof_address",
    async () => dpop(await proofBy(victim.parties.session, { url: `${bank}/orders` })),
  ],
  [
    "with a proof for another token of hers (ath)",
    "401 proof_token",
    async () => dpop(await proofBy(victim.parties.session, { accessToken: await tokenFor(orders) })),
  ],
  [
    "with a proof that names no token",
    "401 proof_token",
    async () => dpop(await proofBy(victim.parties.session, { accessToken: undefined })),
  ],
  [
    "with a proof of two minutes ago",
    "401 proof_time",
    async () => dpop(await proofBy(victim.parties.session, { iat: now() - 125 })),
  ],
];

describe("refuses a stolen access token, changes nothing, and serves its owner", () => {
  it.each(attacks)("%s: %s", async (_what, outcome, headers, method) => {
    const shown = await headers();
    const [before, listed] = [storedRows(victim), await items()];
    expect(await call(shown, method)).toBe(outcome);
    expect(await items()).toEqual(listed);
    expect(storedRows(victim)).toEqual(before);
    expect(await call(dpop(await proofBy(victim.parties.session)))).toBe("200");
  });

  it("with a proof that was used before", async () => {
    const proof = await proofBy(victim.parties.session);
    expect(await call(dpop(proof))).toBe("200");
    expect(await call(dpop(proof))).toBe("401 proof_replayed");
    expect(await call(dpop(await proofBy(victim.parties.session)))).toBe("200");
  });

  it("at another API, even with her key", async () => {
    const url = `${bank}/orders`;
    expect(await call(dpop(await proofBy(victim.parties.session, { url })), "GET", bank)).toBe("401 token_audience");
    const own = await tokenFor(bank);
    const proof = await proofBy(victim.parties.session, { url, accessToken: own });
    expect(await call(dpop(proof, own), "GET", bank)).toBe("200");
  });

  it("with its lifetime or owner edited", async () => {
    const [head, payload = "", signature] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const changes = [
      { exp: now() + 86_400 },
      { sub: mallory.user.id },
      { cnf: { jkt: mallory.parties.session.thumbprint } },
    ];
    for (const change of changes) {
      const changed = Buffer.from(JSON.stringify({ ...claims, ...change })).toString("base64url");
      const edited = `${head}.${changed}.${signature}`;
      const proof = await proofBy(mallory.parties.session, { accessToken: edited });
      expect(await call(dpop(proof, edited))).toBe("401 token_signature");
    }
  });
});

it("at the server itself, because it is no refresh token", async () => {
  await expectRefused(victim, () => refresh(victim, token.slice(0, 256)), {
    outcome: "400 invalid_grant",
    event: null,
  });
  expect(await call(dpop(await proofBy(victim.parties.session)))).toBe("200");
});
