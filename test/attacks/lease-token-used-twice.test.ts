// A2, a token out of a lease is used twice: an agent whose calls are counted sends one token with many requests, one after the other or at
// the same moment, or has it exchanged for more tokens, which nobody would count.
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import * as v from "valibot";
import { beforeAll, expect, it } from "vitest";
import { tokenIn } from "../kit/exchange.ts";
import { freePort } from "../kit/free-port.ts";
import { askLease, leaseDetail, leaseForm } from "../kit/leases.ts";
import { type RedeemedLogin, redeemedLogin } from "../kit/log-in.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { knowing } from "../steps/people.ts";
import { machineOf, newId, now } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { startOrdersApi } from "../support/orders-api.ts";
import { rowsOf } from "../support/server-rows.ts";
import { expectRefused, familyOf } from "./support-refusals.ts";

const atEnd = afterTests();

let orders: string;
let victim: EnrolledStage;
beforeAll(async () => {
  orders = `http://localhost:${await freePort()}`;
  const program = { id: CLIENT, name: "Nearside command line", scopes: ["orders:read"], resources: [orders] };
  victim = await openEnrolledStage(atEnd, await knowing(atEnd, [program]));
  const api = await startOrdersApi({ issuer: victim.issuer, origin: orders, env: { PATH: process.env["PATH"] ?? "" } });
  atEnd(async () => void (await api.stop()));
});

const newLease = (calls?: number): Promise<RedeemedLogin> => {
  const access = [{ resource: orders, scope: "orders:read" }];
  const counted = calls === undefined ? {} : { calls };
  return redeemedLogin(victim, machineOf(victim), leaseForm(leaseDetail(access, counted)));
};
const newToken = async (lease: RedeemedLogin): Promise<string> =>
  (await tokenIn(await askLease(victim, lease, { resource: orders }))).jws;

const refusalSchema = v.object({ refusal: v.string() });

/** `200`, or status and refusal. Each request has a fresh proof by the lease's own key. */
async function call({ session }: RedeemedLogin, accessToken: string): Promise<string> {
  const url = `${orders}/orders`;
  const dpop = await signDpop(session, { method: "GET", url, jti: newId(), iat: now(), accessToken });
  const answer = await fetch(url, { headers: { authorization: `DPoP ${accessToken}`, dpop } });
  return answer.ok ? String(answer.status) : `${answer.status} ${v.parse(refusalSchema, await answer.json()).refusal}`;
}

it("with one request after the other: the second one is refused, and each token is one call", async () => {
  const lease = await newLease(2);
  const token = await newToken(lease);
  expect([await call(lease, token), await call(lease, token)]).toEqual(["200", "401 token_used"]);
  expect(await call(lease, await newToken(lease))).toBe("200");
  expect((await askLease(victim, lease, { resource: orders })).outcome).toBe("400 invalid_grant/lease_spent");
});

it("serves one of many calls at the same moment", async () => {
  const lease = await newLease(1);
  const token = await newToken(lease);
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => call(lease, token)));
  expect(outcomes.sort()).toEqual(["200", ...Array(7).fill("401 token_used")]);
});

it("refuses to exchange it for another token", async () => {
  const lease = await newLease(5);
  const token = await newToken(lease);
  const again = { ...lease, tokens: { ...lease.tokens, access_token: token } };
  for (const form of [{ resource: orders }, {}, { scope: "orders:read" }])
    await expectRefused(victim, () => askLease(victim, again, form), {
      outcome: "400 invalid_request",
      event: { kind: "exchange_refused", subject: familyOf(victim, lease.id), data: { code: "invalid_request" } },
    });
  expect(rowsOf(victim, "SELECT calls_used FROM leases WHERE login_id = ?", lease.id)).toEqual([{ calls_used: 1 }]);
  expect(await call(lease, token)).toBe("200");
});

it("takes it until it ends where no calls are counted, as its person approved", async () => {
  const lease = await newLease();
  const token = await newToken(lease);
  expect([await call(lease, token), await call(lease, token)]).toEqual(["200", "200"]);
});
