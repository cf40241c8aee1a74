// §12 as the server has it: a lease is asked for, approved, and gives counted tokens; its keeper follows it, tells what it did and ends it.
import { leaseStateAnswerSchema } from "@nearside/shared/api/leases.ts";
import { LEASE_TYPE } from "@nearside/shared/oauth/lease.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import { leaseEnd } from "@nearside/shared/statements/lease-end.ts";
import { onTestFinished as atEnd, expect, it } from "vitest";
import { tokenIn } from "../kit/exchange.ts";
import { askLease, leaseDetail, leaseForm } from "../kit/leases.ts";
import { type RedeemedLogin, redeemedLogin } from "../kit/log-in.ts";
import { CLIENT, refresh } from "../kit/login-steps.ts";
import { postJson, postProvedJson } from "../kit/send.ts";
import { rowsOf, storedEventsSince } from "../support/server-rows.ts";
import { openEnrolledStage } from "./enrolling.ts";
import { knowing } from "./people.ts";
import { machineOf } from "./stage.ts";

const ORDERS = "https://orders.example";
const BILLS = "https://bills.example";

it("lets an agent do what its person approved, counts its calls, and ends", async () => {
  const program = { id: CLIENT, name: "Nearside command line", scopes: ["read"], resources: [ORDERS, BILLS] };
  const stage = await openEnrolledStage(atEnd, await knowing(atEnd, [program]));
  const wanted = leaseDetail([{ resource: ORDERS, scope: "read", tools: ["list_orders"] }], { calls: 2, idle: 600 });
  const lease = await redeemedLogin(stage, machineOf(stage), leaseForm(wanted));
  const facts = readFacts(lease.authorization.facts);
  expect(facts).toMatchObject({ scope: "", resource: [], authorization_details: [{ type: LEASE_TYPE, calls: 2 }] });

  const state = async ({ session }: RedeemedLogin, known: object | null = null) =>
    (await postProvedJson(stage, `/api/leases/${lease.id}/state`, { known }, session)).as(leaseStateAnswerSchema);
  expect(await state(lease)).toEqual({ state: "active", reason: null, calls_left: 2 });

  const first = await tokenIn(await askLease(stage, lease, { resource: ORDERS }));
  expect(first.claims).toMatchObject({
    ...{ aud: [ORDERS], scope: "read", act: { sub: "agent:Claude Code", lease: lease.id } },
    lease: { id: lease.id, once: true, tools: ["list_orders"] },
  });
  expect((await askLease(stage, lease, { resource: BILLS })).outcome).toBe("400 invalid_target");
  const answer = await refresh(stage, machineOf(stage), lease, lease.tokens.refresh_token);
  const renewed = { ...lease, tokens: answer.as(tokenAnswerSchema) };
  await tokenIn(await askLease(stage, renewed, { resource: ORDERS, tool: "list_orders" }));
  expect((await askLease(stage, renewed, { resource: ORDERS })).outcome).toBe("400 invalid_grant/lease_spent");
  expect(await state(lease, { state: "active", calls_left: 2 })).toMatchObject({ state: "active", calls_left: 0 });

  const calls = [{ jti: first.claims.jti, method: "GET", url: `${ORDERS}/orders`, status: 200 }];
  expect((await postProvedJson(stage, `/api/leases/${lease.id}/calls`, { calls }, lease.session)).status).toBe(204);
  expect(rowsOf(stage, "SELECT method, url, status FROM lease_calls WHERE jti = ?", first.claims.jti)).toEqual([
    { method: "GET", url: `${ORDERS}/orders`, status: 200 },
  ]);

  const held = state(lease, { state: "active", calls_left: 0 });
  const end = await leaseEnd.sign(lease.session, { request: lease.request.hash, reason: "process_ended" });
  expect((await postJson(stage, `/api/leases/${lease.id}/end`, { end })).status).toBe(204);
  expect(await held).toEqual({ state: "ended", reason: "process_ended", calls_left: 0 });
  const kinds = storedEventsSince(stage, 0).map(({ kind }) => kind);
  const ofLease = kinds.filter((kind) => kind.startsWith("lease_"));
  expect(ofLease).toEqual(["lease_began", "lease_token", "lease_token", "lease_ended"]);
});
