// A1, the budget of a lease is raced: an agent sends many requests for a token at the same moment, on several connections, so that
// more of them are given than its person let it have. The server counts in the write that makes the token.
import { beforeAll, expect, it } from "vitest";
import { askLease } from "../kit/leases.ts";
import type { EnrolledStage } from "../steps/enrolling.ts";
import { afterTests } from "../support/after-tests.ts";
import { rowsOf } from "../support/server-rows.ts";
import { newLease, ORDERS, openLeasingStage } from "./support-leases.ts";
import { expectRefused, familyOf } from "./support-refusals.ts";

const atEnd = afterTests();

let victim: EnrolledStage;
beforeAll(async () => {
  victim = await openLeasingStage(atEnd);
});

it("twenty at once get the five that are left, and one more gets none", async () => {
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
