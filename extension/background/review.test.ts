import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { coDecision } from "@nearside/shared/statements/co-decision.ts";
import { expect, it } from "vitest";
import { newSigner } from "../../test/kit/keys.ts";
import type { BoundSet, UsableSet } from "../keys/bound-set.ts";
import { ADA, ISSUER, madeUpWorld, NOW, newUsableSet } from "../testing/made-up-world.ts";
import { answerPage } from "./answer-page.ts";
import { reviewAnswered, reviewWindowClosed } from "./review.ts";

// The parts that rest on a whole chain are tried by test/vectors and test/e2e: here is the extension's own part.

const HASH = "A".repeat(43);
const BEA = { id: `us_${"B".repeat(21)}A`, name: "bea" };

/** @param others further sets in the same extension */
async function world(others: readonly BoundSet[] = []) {
  const sets: UsableSet[] = [];
  let time = NOW;
  const made = await madeUpWorld(
    async (device) => {
      sets.push(await newUsableSet(device));
      return [...others, ...sets];
    },
    { now: () => time },
  );
  const [set] = sets;
  if (set === undefined) throw new Error("no set was made");
  const asked = (approver: { readonly extension_jkt: string }, iat = NOW, by = made.server) =>
    coDecision.sign(by, {
      ...{ iss: ISSUER, jti: "A".repeat(22), iat, exp: iat + 300, request: HASH, decision: HASH, approval: HASH },
      ...{ approved_at: NOW, facts: HASH, among: [0], keys: HASH },
      initiator: { user: BEA, device: HASH, key_storage: "file", met: "loopback" },
      approver: { user: ADA, device: set.device_jkt, ...approver },
    });
  const ask = async (co_decision: string) =>
    answerPage({ kind: "review", co_decision, review: { login: {} }, wish: "approve" }, made.page, made.services);
  const pass = (seconds: number) => {
    time += seconds;
  };
  return { ...made, set, asked, ask, pass };
}

/** One that was verified, and whose window is open. */
async function shown() {
  const made = await world();
  const co_decision = await made.asked({ extension_jkt: made.set.thumbprint });
  const hash = await sha256Base64url(co_decision);
  const stored = {
    ...{ issuer: ISSUER, thumbprint: made.set.thumbprint, tab: 3, co_decision, review: { login: {} } },
    ...{ wish: "approve" as const, browser: "Chromium", window: 8, signed: null },
  };
  await made.services.session.reviews.keep(hash, stored);
  const signed = { did: "refuse", co_refusal: "a.signed.refusal" } as const;
  const sign = () => made.services.session.reviews.keep(hash, { ...stored, signed });
  const tell = (page = made.page) => answerPage({ kind: "reviewed", co_decision_hash: hash }, page, made.services);
  return { ...made, hash, signed, sign, tell };
}

it("opens no window for what asks another browser, or for what does not verify", async () => {
  const { ask, asked, set, done } = await world();
  expect(await ask(await asked({ extension_jkt: HASH }))).toEqual({ kind: "refused", code: "not_enrolled" });
  expect(await ask(await asked({ extension_jkt: set.thumbprint }))).toEqual({ kind: "refused", code: "malformed" });
  expect(await ask("no.jws.atall")).toEqual({ kind: "refused", code: "malformed" });
  expect(done).toEqual([]);
});

it("opens no window where the browser is enrolled on the machine that asks too, for any person, and also while it waits to be admitted", async () => {
  const asking = { ...(await newSigner()), thumbprint: HASH };
  const { state: _bound, receipt: _none, ...waiting } = await newUsableSet(asking, { user: BEA });
  for (const other of [await newUsableSet(asking, { user: BEA }), { ...waiting, state: "enrolling" as const }]) {
    const { ask, asked, set } = await world([other]);
    expect(await ask(await asked({ extension_jkt: set.thumbprint }))).toEqual({
      kind: "refused",
      code: "co_same_machine",
    });
  }
});

it("opens none either once that other enrolment was removed", async () => {
  const other = await newUsableSet({ ...(await newSigner()), thumbprint: HASH }, { user: BEA });
  const { ask, asked, set, services } = await world([other]);
  await services.boundSets.remove(other.thumbprint);
  expect(await ask(await asked({ extension_jkt: set.thumbprint }))).toEqual({
    kind: "refused",
    code: "co_same_machine",
  });
});

it("takes no question for a new one that the server signed long ago, by the server's clock", async () => {
  const { ask, asked, set, pass, done } = await world();
  const own = { extension_jkt: set.thumbprint };
  const stale = { kind: "refused", code: "co_decision_stale" };
  // the time is judged before the chain, and this has no chain
  const inTime = { kind: "refused", code: "malformed" };
  // this browser's clock is two hours behind, and the server's is what counts
  const first = await asked(own, NOW + 7200);
  expect(await ask(first)).toEqual(inTime);
  expect(await ask(await asked(own, NOW + 7200 - 299))).toEqual(inTime);
  expect(await ask(await asked(own, NOW + 7200 - 300))).toEqual(stale);
  expect(await ask(await asked(own, NOW))).toEqual(stale);
  pass(299);
  expect(await ask(first)).toEqual(inTime);
  pass(1);
  expect(await ask(first)).toEqual(stale);
  expect(await ask(await asked(own, NOW + 7500))).toEqual(inTime);
  // nobody else sets the clock
  expect(await ask(await asked(own, NOW + 9999, await newSigner()))).toEqual({ kind: "refused", code: "key_mismatch" });
  expect(await ask(await asked(own, NOW + 7500))).toEqual(inTime);
  expect(done).toEqual([]);
});

it("gives what was signed to pages of that server alone, and nothing before", async () => {
  const { sign, signed, tell, page } = await shown();
  expect(await tell()).toEqual({ kind: "reviewed", signed: null });
  await sign();
  expect(await tell()).toEqual({ kind: "reviewed", signed });
  expect(await tell({ ...page, origin: "https://other.example" })).toEqual({ kind: "reviewed", signed: null });
});

it("tells the page once its person has answered, and brings it to the front first", async () => {
  const { sign, hash, services, done } = await shown();
  await sign();
  await reviewAnswered(hash, services);
  expect(done).toEqual(["tab 3 forward", "review_ended in 3"]);
});

it("tells the page too where the window was closed without an answer", async () => {
  const { services, done, sign } = await shown();
  await reviewWindowClosed(7, services);
  expect(done).toEqual([]);
  await reviewWindowClosed(8, services);
  expect(done).toEqual(["review_ended in 3"]);
  await sign();
  await reviewWindowClosed(8, services);
  expect(done).toEqual(["review_ended in 3"]);
});
