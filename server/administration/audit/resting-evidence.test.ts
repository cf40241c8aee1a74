import { type Evidence, readEvidence, writeEvidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { redeemedLogin, restingLogin } from "../../../test/kit/log-in.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { STANDS } from "../../../test/kit/rules.ts";
import { packProof, unpackProof } from "../../register/logins/login-proof.ts";
import { enrolledMachine, furtherBrowser } from "../../testing/enrol.ts";
import { evidenceOf, firstFailure, verdictOn, withLogin } from "../../testing/evidence.ts";
import { ruleBy } from "../../testing/rule-by.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// Evidence of logins that depend on an earlier approval (protocol §4.5, §7).

type Earlier = NonNullable<Evidence["login"]["rests_on"]>;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let alice: EnrolledMachine;
  let first: string;
  let honest: Evidence;
  let other: Evidence;
  beforeAll(async () => {
    await ruleBy(server, STANDS);
    alice = await enrolledMachine(server, "alice");
    server.pass(100);
    first = (await redeemedLogin(server, alice)).id;
    server.pass(200);
    honest = await evidenceOf(server, (await restingLogin(server, alice)).id);
    server.pass(900);
    await redeemedLogin(server, alice);
    other = await evidenceOf(server, (await restingLogin(server, alice)).id);
  });

  const earlier = (evidence: Evidence): Earlier => evidence.login.rests_on ?? expect.fail("it rests on nothing");
  const withEarlier = (changed: Partial<Earlier>) =>
    withLogin(honest, { rests_on: { ...earlier(honest), ...changed } });

  it("carries that approval, verifies as one file, and tells when the person touched", async () => {
    expect(readEvidence(writeEvidence(honest))).toEqual(honest);
    const report = await verifyEvidence(honest, undefined);
    expect(firstFailure(report)).toBe("holds");
    expect(report.links.map(({ part }) => part)).toEqual(expect.arrayContaining(["earlier_login", "resting_login"]));
    expect(report.links).toHaveLength(9 + 8 + 9);
    const { rests_on, times, rules } = report.facts ?? expect.fail("there are no facts");
    expect(rests_on).toEqual({ login: first, approved: times.approved - 200, stands: 600, command: "deploy prod" });
    expect(rules).toMatchObject({ decided_by: ["again"], require: null });
  });

  it("holds where another browser of the machine met, then or now", async () => {
    server.pass(900);
    await redeemedLogin(server, alice);
    const browser = await furtherBrowser(server, alice);
    const later = await evidenceOf(server, (await restingLogin(server, browser)).id);
    expect([await verdictOn(later), later.login.rests_on?.browser_enrolment]).toEqual(["holds", null]);
    expect(later.browser_enrolment).not.toBeNull();
    server.pass(900);
    await redeemedLogin(server, browser);
    const back = await evidenceOf(server, (await restingLogin(server, alice)).id);
    expect([await verdictOn(back), back.browser_enrolment]).toEqual(["holds", null]);
    expect(back.login.rests_on?.browser_enrolment).not.toBeNull();
    const both = await furtherBrowser(server, alice);
    const twice = await evidenceOf(server, (await restingLogin(server, both)).id);
    expect(await verdictOn(twice)).toBe("holds");
    const { links } = await verifyEvidence(twice, undefined);
    expect(
      new Set(links.filter(({ part }) => part === "browser_enrolment").map(({ key }) => key)).size,
    ).toBeGreaterThan(2);
  });

  /** The link that breaks when that text is taken from the approval that another login depends on. */
  const SWAPPED = {
    device_statement: "earlier_login.request clock_skew",
    request: "earlier_login.request clock_skew",
    nonce: "earlier_login.nonce nonce_mismatch",
    hello: "earlier_login.hello request_mismatch",
    presence_proof: "earlier_login.presence_proof key_mismatch",
    attestation: "earlier_login.attestation presence_mismatch",
    decision: "earlier_login.decision decision_mismatch",
    facts: "earlier_login.request facts_mismatch",
  } as const;
  it.each(Object.entries(SWAPPED))("breaks where its %s is another approval's", async (name, verdict) => {
    expect(await verdictOn(withEarlier({ [name]: earlier(other)[name as keyof typeof SWAPPED] }))).toBe(verdict);
  });

  it("breaks where the whole approval is another one's, or is missing, or depends on itself", async () => {
    const { assertion, rests_on } = other.login;
    if (rests_on === undefined) return expect.fail("it rests on nothing");
    expect(await verdictOn(withLogin(honest, { assertion, rests_on }))).toBe(
      "resting_login.rests_on standing_mismatch",
    );
    expect(await verdictOn(withLogin(honest, { assertion }))).toBe("earlier_login.assertion assertion_invalid");
    const { rests_on: _, ...alone } = honest.login;
    expect(await verdictOn({ ...honest, login: alone })).toBe("login.decision standing_mismatch");
    const { access_token: __, rests_on: ___, assertion: ____, ...itself } = honest.login;
    const recursive = { ...itself, browser_enrolment: null };
    expect(await verdictOn(withLogin(honest, { rests_on: recursive }))).toBe(
      "earlier_login.decision standing_mismatch",
    );
  });

  it.each<[Partial<Earlier["recorded"]>, string]>([
    [{ met_at: 61 + 60 }, "earlier_login.attestation nonce_expired"],
    [{ approved_at: 400 }, "earlier_login.assertion request_expired"],
    [{ approved_at: 1 }, "resting_login.rests_on standing_mismatch"],
  ])("breaks where its recorded time is %o seconds off", async (moved, verdict) => {
    const { recorded } = earlier(honest);
    const { met_at = 0, approved_at = 0 } = moved;
    const changed = { met_at: recorded.met_at + met_at, approved_at: recorded.approved_at + approved_at };
    expect(await verdictOn(withEarlier({ recorded: changed }))).toBe(verdict);
  });

  it("breaks where the login itself was approved out of its time, or the token tells a touch of now", async () => {
    const { recorded } = honest.login;
    const late = { ...recorded, approved_at: recorded.approved_at + 400 };
    expect(await verdictOn(withLogin(honest, { recorded: late }))).toBe("resting_login.rests_on request_expired");
    const { access_token } = other.login;
    expect(await verdictOn(withLogin(honest, { access_token }))).toBe("resting_login.access_token token_mismatch");
  });

  it("is not handed out once the earlier one's facts were erased", async () => {
    const { id } = await restingLogin(server, alice);
    const { db } = server.services;
    const row = await db.selectFrom("logins").select("proof").where("id", "=", id).executeTakeFirstOrThrow();
    const { rests_on, ...proof } = unpackProof(row.proof ?? expect.fail("there is no proof"));
    const erased = { ...proof, rests_on: { ...(rests_on ?? expect.fail("it rests on nothing")), facts: null } };
    await db
      .updateTable("logins")
      .set({ proof: packProof(erased) })
      .where("id", "=", id)
      .execute();
    await expect(evidenceOf(server, id)).rejects.toThrow("facts_erased");
  });
});
