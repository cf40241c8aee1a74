// A1, the budget of a lease is raced: an agent sends many requests for a token at the same moment, on several connections, so that
// more of them are given than its person let it have. The server counts in the write that makes the token.

import { leaseStateAnswerSchema } from "@nearside/shared/api/leases.ts";
import { leaseEnd } from "@nearside/shared/statements/lease-end.ts";
import { beforeAll, expect, it } from "vitest";
import { askLease } from "../kit/leases.ts";
import { postJson, postProvedJson } from "../kit/send.ts";
import type { EnrolledStage } from "../steps/enrolling.ts";
import { openSeveralProcesses } from "../steps/several-processes.ts";
import { afterTests } from "../support/after-tests.ts";
import { rowsOf } from "../support/server-rows.ts";
import { leasing, newLease, ORDERS, openLeasingStage } from "./support-leases.ts";
import { expectRefused, familyOf } from "./support-refusals.ts";

const atEnd = afterTests();

let victim: EnrolledStage;
beforeAll(async () => {
  victim = await openLeasingStage(atEnd);
});

it("gives twenty calls at once the five tokens that are left, and one more gets none", async () => {
  const lease = await newLease(victim, { calls: 5 });
  const ask = () => askLease(victim, lease, { resource: ORDERS });
  const answers = await Promise.all(Array.from({ length: 20 }, ask));
  const outcomes = answers.map(({ outcome }) => outcome).sort();
  expect(outcomes).toEqual([...Array(5).fill("200"), ...Array(15).fill("400 invalid_grant/lease_spent")]);
  const tokens = rowsOf(victim, "SELECT jti FROM lease_tokens WHERE login_id = ?", lease.id);
  expect(tokens).toHaveLength(5);
  await expectRefused(victim, ask, {
    outcome: "400 invalid_grant/lease_spent",
    event: { kind: "exchange_refused", subject: familyOf(victim, lease.id), data: { code: "lease_spent" } },
  });
});

it("leases side by side are counted each by itself", async () => {
  const [one, other] = [await newLease(victim, { calls: 1 }), await newLease(victim, { calls: 1 })];
  const both = [one, other, one, other].map((lease) => askLease(victim, lease, { resource: ORDERS }));
  const outcomes = (await Promise.all(both)).map(({ outcome }) => outcome).sort();
  expect(outcomes).toEqual(["200", "200", "400 invalid_grant/lease_spent", "400 invalid_grant/lease_spent"]);
});

it("two processes of the server on one database give together what one would, and each hears of an end at the other", async () => {
  const { stage, servers } = await openSeveralProcesses(atEnd, undefined, await leasing(atEnd));
  const lease = await newLease(stage, { calls: 5 });
  const answers = await Promise.all(Array.from({ length: 20 }, () => askLease(stage, lease, { resource: ORDERS })));
  const outcomes = answers.map(({ outcome }) => outcome).sort();
  expect(outcomes).toEqual([...Array(5).fill("200"), ...Array(15).fill("400 invalid_grant/lease_spent")]);
  expect(servers).toHaveLength(2);

  const other = await newLease(stage);
  const path = `/api/leases/${other.id}`;
  const known = { state: "active", calls_left: null };
  // one of them is at each process, so one is at the process that does not end it
  const held = [1, 2].map(() => postProvedJson(stage, `${path}/state`, { known }, other.session));
  const end = await leaseEnd.sign(other.session, { request: other.request.hash, reason: "given_back" });
  expect((await postJson(stage, `${path}/end`, { end })).status).toBe(204);
  const ended = performance.now();
  const heard = (await Promise.all(held)).map((answer) => answer.as(leaseStateAnswerSchema));
  expect(performance.now() - ended).toBeLessThan(10_000); // half of the time for which one is held
  expect(heard).toEqual(Array(2).fill({ state: "ended", reason: "given_back", calls_left: null }));
});
