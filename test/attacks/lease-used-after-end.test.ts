// A5, an ended lease is still used: its tokens are used, exchanged or renewed after its keeper, its person or an administrator ended it. And the
// other way round: a stranger ends a lease that is not his, by a key of his own or by a word about another login.
import { leaseStateAnswerSchema } from "@nearside/shared/api/leases.ts";
import { leaseEnd } from "@nearside/shared/statements/lease-end.ts";
import { beforeAll, expect, it } from "vitest";
import { tokenIn } from "../kit/exchange.ts";
import { newSigner } from "../kit/keys.ts";
import { askLease } from "../kit/leases.ts";
import type { RedeemedLogin } from "../kit/log-in.ts";
import { refresh } from "../kit/login-steps.ts";
import { postJson, postProvedJson } from "../kit/send.ts";
import type { EnrolledStage } from "../steps/enrolling.ts";
import { newColleague } from "../steps/people.ts";
import { machineOf } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { rowsOf } from "../support/server-rows.ts";
import { newLease, ORDERS, openLeasingStage } from "./support-leases.ts";
import { expectRefused, familyOf, refreshRefused, stepRefused } from "./support-refusals.ts";

const atEnd = afterTests();

let victim: EnrolledStage;
let mallory: EnrolledStage;
beforeAll(async () => {
  victim = await openLeasingStage(atEnd);
  mallory = await newColleague(victim, "mallory");
});

const ask = (lease: RedeemedLogin) => () => askLease(victim, lease, { resource: ORDERS });
/** The keeper's statement that the lease has ended, by that key and about that login. */
const sayEnded = async (lease: RedeemedLogin, by = lease.session, about = lease) =>
  postJson(victim, `/api/leases/${lease.id}/end`, {
    end: await leaseEnd.sign(by, { request: about.request.hash, reason: "process_ended" }),
  });

it("gives no token any more, ends its earlier tokens, and is not renewed", async () => {
  const lease = await newLease(victim);
  const family = familyOf(victim, lease.id);
  const out = await tokenIn(await ask(lease)());
  expect((await sayEnded(lease)).status).toBe(204);
  await expectRefused(victim, ask(lease), {
    outcome: "400 invalid_grant/lease_ended",
    event: { kind: "exchange_refused", subject: family, data: { code: "lease_ended" } },
  });
  const again = () => refresh(victim, machineOf(victim), lease, lease.tokens.refresh_token);
  const event = refreshRefused(family, "lease_ended");
  await expectRefused(victim, again, { outcome: "400 invalid_grant/lease_ended", event });
  const { idx, uri } = out.claims.status?.status_list ?? { idx: -1, uri: "" };
  expect(rowsOf(victim, "SELECT state FROM token_families WHERE id = ?", family)).toEqual([{ state: "revoked" }]);
  expect([idx >= 0, uri.startsWith(victim.issuer)]).toEqual([true, true]);
  const state = await postProvedJson(victim, `/api/leases/${lease.id}/state`, { known: null }, lease.session);
  expect(state.as(leaseStateAnswerSchema)).toMatchObject({ state: "ended", reason: "process_ended" });
});

it("refuses a stranger who ends it by his own key, by a key of his machine, or by a statement about another login", async () => {
  const lease = await newLease(victim);
  for (const by of [await newSigner(), mallory.parties.device, mallory.parties.session, victim.parties.device])
    await expectRefused(victim, () => sayEnded(lease, by), {
      outcome: "400 key_mismatch",
      event: stepRefused(lease.id, "end_lease", "key_mismatch"),
    });
  const other = await newLease(victim);
  await expectRefused(victim, () => sayEnded(lease, lease.session, other), {
    outcome: "400 request_mismatch",
    event: stepRefused(lease.id, "end_lease", "request_mismatch"),
  });
  expect((await ask(lease)()).status).toBe(200);
});

it("tells a stranger nothing either, and takes nothing from one in its keeper's name", async () => {
  const lease = await newLease(victim);
  const by = mallory.parties.session;
  for (const [step, body] of [
    ["state", { known: null }],
    ["calls", { calls: [{ jti: "A".repeat(22), method: "GET", url: `${ORDERS}/`, status: 200 }] }],
  ] as const) {
    const send = () => postProvedJson(victim, `/api/leases/${lease.id}/${step}`, body, by);
    await expectRefused(victim, send, { outcome: "400 key_mismatch", event: null });
  }
});
