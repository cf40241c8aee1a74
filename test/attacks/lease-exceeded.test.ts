// A4, more than the lease: an agent asks for an API, a scope or a tool that its lease has not, or for a lease that is more than it looks:
// beside other access, of what its program may not ask for, or added to a lease of another machine or to one that has ended. It has what its person read, and no more.
import type { Lease } from "@nearside/shared/oauth/lease.ts";
import { leaseEnd } from "@nearside/shared/statements/lease-end.ts";
import { beforeAll, expect, it } from "vitest";
import { newSigner } from "../kit/keys.ts";
import { askLease, leaseDetail, leaseForm } from "../kit/leases.ts";
import { askForLogin, deviceStatementOf, refresh } from "../kit/login-steps.ts";
import { type LongForm, postJson } from "../kit/send.ts";
import type { EnrolledStage } from "../steps/enrolling.ts";
import { newColleague } from "../steps/people.ts";
import { machineOf, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { BANK, BILLS, newLease, ORDERS, openLeasingStage } from "./support-leases.ts";
import { expectRefused, familyOf } from "./support-refusals.ts";

const atEnd = afterTests();

let victim: EnrolledStage;
let mallory: EnrolledStage;
beforeAll(async () => {
  victim = await openLeasingStage(atEnd);
  mallory = await newColleague(victim, "mallory");
});

it("refuses a token for what the lease has not", async () => {
  const lease = await newLease(victim, { calls: 1 });
  const family = familyOf(victim, lease.id);
  const beyond: [code: string, form: LongForm][] = [
    ["invalid_target", { resource: BANK }],
    ["invalid_target", { resource: [ORDERS, BILLS] }],
    ["invalid_target", {}],
    ["invalid_scope", { resource: BILLS, scope: "write" }],
    ["invalid_target", { resource: ORDERS, tool: "cancel_order" }],
    ["invalid_target", { resource: BILLS, tool: "list_orders" }],
    ["invalid_authorization_details", { resource: ORDERS, authorization_details: '[{"type":"order"}]' }],
  ];
  for (const [code, form] of beyond)
    await expectRefused(victim, () => askLease(victim, lease, form), {
      outcome: `400 ${code}`,
      event: { kind: "exchange_refused", subject: family, data: { code } },
    });
  const wide = { form: { resource: ORDERS, scope: "read" } };
  const renewed = await refresh(victim, machineOf(victim), lease, lease.tokens.refresh_token, wide);
  expect(renewed.status).toBe(400); // the lease's own token opens no API, however it is renewed
  expect((await askLease(victim, lease, { resource: ORDERS })).status).toBe(200);
});

/** A machine asks for a login with that form. */
const asking = async (stage: Stage, form: LongForm) => {
  const device_statement = await deviceStatementOf(stage, machineOf(stage), await newSigner());
  return () => askForLogin(stage, { device_statement, ...form });
};

it("refuses a lease that would be more than it looks", async () => {
  const read = leaseDetail([{ resource: ORDERS, scope: "read" }]);
  const forms: [code: string, form: LongForm][] = [
    ["invalid_authorization_details", { ...leaseForm(read), scope: "write" }],
    ["invalid_authorization_details", { ...leaseForm(read), resource: BANK }],
    ["invalid_authorization_details", leaseForm(read, { type: "payment" })],
    ["invalid_target", leaseForm(leaseDetail([{ resource: "https://elsewhere.example", scope: "" }]))],
    ["invalid_target", leaseForm(leaseDetail([{ resource: `${victim.issuer}/api`, scope: "" }]))],
    ["invalid_scope", leaseForm(leaseDetail([{ resource: ORDERS, scope: "admin" }]))],
    ["invalid_authorization_details", leaseForm({ ...read, for: 1e9 } satisfies Lease)],
    ["invalid_authorization_details", leaseForm({ ...read, why: "to test \u202edaer ot" } satisfies Lease)],
  ];
  for (const [code, form] of forms)
    await expectRefused(victim, await asking(victim, form), { outcome: `400 ${code}`, event: null });
});

it("refuses to add to the lease of another machine", async () => {
  const lease = await newLease(victim);
  const more = leaseForm(leaseDetail([{ resource: BANK, scope: "write" }], { after: lease.id }));
  await expectRefused(victim, await asking(mallory, more), {
    outcome: "400 invalid_authorization_details",
    event: null,
  });
  expect((await (await asking(victim, more))()).status).toBe(200);
});

it("refuses to add to a lease that has ended", async () => {
  const lease = await newLease(victim);
  const end = await leaseEnd.sign(lease.session, { request: lease.request.hash, reason: "screen_locked" });
  expect((await postJson(victim, `/api/leases/${lease.id}/end`, { end })).status).toBe(204);
  const more = leaseForm(leaseDetail([{ resource: BANK, scope: "write" }], { after: lease.id }));
  await expectRefused(victim, await asking(victim, more), {
    outcome: "400 invalid_request/lease_ended",
    event: {
      kind: "device_refused",
      subject: victim.parties.device.thumbprint,
      data: { step: "login", code: "lease_ended" },
    },
  });
});
