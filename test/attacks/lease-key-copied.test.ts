// A3, the key of a lease is copied: somebody has the session key with the lease's tokens, from the memory of its keeper. He gets what the
// lease still gives, and the person sees each of its tokens: not one beyond its calls, its time or its idle time, none once it has ended,
// and he renews nothing without the machine's device key.
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { newSigner } from "../kit/keys.ts";
import { askLease } from "../kit/leases.ts";
import type { RedeemedLogin } from "../kit/log-in.ts";
import { refresh } from "../kit/login-steps.ts";
import { postForm } from "../kit/send.ts";
import type { EnrolledStage } from "../steps/enrolling.ts";
import { machineOf } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { type Clock, movableClock } from "../support/movable-clock.ts";
import { newLease, ORDERS, openLeasingStage } from "./support-leases.ts";
import { expectRefused, familyOf, refreshRefused } from "./support-refusals.ts";

const atEnd = afterTests();

let clock: Clock;
let victim: EnrolledStage;
let started: number;
/** Reads the state that the server tells. */
let at: EnrolledStage;
beforeAll(async () => {
  clock = movableClock(atEnd);
  started = clock.stop();
  victim = await openLeasingStage(atEnd, clock.settings);
});
beforeEach(() => moveTo(0));

function moveTo(seconds: number): void {
  clock.set(seconds);
  at = { ...victim, now: () => started + seconds };
}

const ask = (lease: RedeemedLogin) => () => askLease(at, lease, { resource: ORDERS });
const refusedAs = (lease: RedeemedLogin, code: string) => ({
  outcome: `400 invalid_grant/${code}`,
  event: { kind: "exchange_refused", subject: familyOf(victim, lease.id), data: { code } },
});
const renewed = async (lease: RedeemedLogin): Promise<RedeemedLogin> => {
  const answer = await refresh(at, machineOf(victim), lease, lease.tokens.refresh_token);
  return { ...lease, tokens: answer.as(tokenAnswerSchema) };
};

it("gives no more than its calls, no matter who has the key", async () => {
  const lease = await newLease(at, { calls: 2 });
  expect((await ask(lease)()).status).toBe(200);
  expect((await ask(lease)()).status).toBe(200);
  await expectRefused(at, ask(lease), refusedAs(lease, "lease_spent"));
});

it("gives nothing once it was idle too long, and no thief wakes it", async () => {
  const lease = await newLease(at, { idle: 60 });
  moveTo(61);
  await expectRefused(at, ask(lease), refusedAs(lease, "lease_idle"));
  const again = () => refresh(at, machineOf(victim), lease, lease.tokens.refresh_token);
  const event = refreshRefused(familyOf(victim, lease.id), "lease_idle");
  await expectRefused(at, again, { outcome: "400 invalid_grant/lease_idle", event });
});

it("gives nothing once its time is over", async () => {
  const lease = await newLease(at, { for: 100 });
  moveTo(90);
  expect((await ask(lease)()).status).toBe(200);
  moveTo(101);
  const again = () => refresh(at, machineOf(victim), lease, lease.tokens.refresh_token);
  const event = refreshRefused(familyOf(victim, lease.id), "lease_over");
  await expectRefused(at, again, { outcome: "400 invalid_grant/lease_over", event });
  expect((await ask(lease)()).outcome).toBe("400 invalid_request");
});

it("gives nothing once its keeper ended it", async () => {
  const lease = await renewed(await newLease(at));
  await postForm(victim, "/oauth/revoke", { client_id: "nearside-cli", token: lease.tokens.refresh_token });
  await expectRefused(at, ask(lease), refusedAs(lease, "lease_ended"));
  const again = () => refresh(at, machineOf(victim), lease, lease.tokens.refresh_token);
  const event = refreshRefused(familyOf(victim, lease.id), "lease_ended");
  await expectRefused(at, again, { outcome: "400 invalid_grant/lease_ended", event });
});

it("is renewed by its machine alone", async () => {
  const lease = await newLease(at);
  const his = { device: await newSigner() };
  const event = refreshRefused(familyOf(victim, lease.id), "key_mismatch");
  const steal = () => refresh(at, his, lease, lease.tokens.refresh_token);
  await expectRefused(at, steal, { outcome: "400 invalid_grant/key_mismatch", event });
  expect((await ask(await renewed(lease))()).status).toBe(200);
});
