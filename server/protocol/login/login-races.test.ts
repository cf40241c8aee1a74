import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { newSigner } from "../../../test/kit/keys.ts";
import { approvedLogin, metLogin } from "../../../test/kit/log-in.ts";
import {
  approve,
  askForLogin,
  decided,
  deny,
  deviceStatementOf,
  loginNonce,
  poll,
} from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { meet } from "../../../test/kit/meeting.ts";
import { postJson } from "../../../test/kit/send.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import { enrolledMachine, furtherBrowser } from "../../testing/enrol.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { fourAtOnce, outcomesOf, ROUNDS } from "../../testing/races.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// However many callers ask at once, one wins, and the others learn that they did not (threat P5).

/** A login has so many within a minute (`server/platform/limits/limits.ts`). */
const STEPS = 60;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let machine: EnrolledMachine;
  beforeAll(async () => {
    machine = await enrolledMachine(server, "alice");
  });

  const countOf = async (kind: string, subject: string) =>
    (await eventsOf(server, subject)).filter((event) => event.kind === kind).length;

  it("uses up a step of the login for each copy of a meeting, before rules are asked", async () => {
    const login = await metLogin(server, machine);
    const nonce = await loginNonce(server, machine.browser, login);
    const who = { request: login.authorization.request, nonce, extension: machine.extension, session: login.session };
    const body = await meet(server, who);
    const path = `/api/requests/${login.id}/locality`;
    const asked = vi.spyOn(server.services.rules, "current");
    onTestFinished(() => asked.mockRestore());
    const answers = await Promise.all(
      Array.from({ length: STEPS + 5 }, () => postJson(server, path, body, { browser: machine.browser })),
    );
    const outcomes = outcomesOf(answers);
    expect(outcomes.filter((outcome) => outcome === "200").length).toBeLessThanOrEqual(1);
    expect(outcomes.filter((outcome) => outcome.startsWith("429 ")).length).toBeGreaterThanOrEqual(5);
    expect(asked.mock.calls.length).toBeGreaterThan(0);
    expect(asked.mock.calls.length).toBeLessThanOrEqual(STEPS);
  });

  describe.each(ROUNDS)("round %d", () => {
    it("starts one login of one device statement", async () => {
      const statement = await deviceStatementOf(server, machine, await newSigner());
      const answers = await fourAtOnce(() => askForLogin(server, { device_statement: statement }));
      expect(outcomesOf(answers)).toEqual(["200", ...Array(3).fill("400 invalid_request/replayed")]);
    });

    it("records one meeting of one nonce", async () => {
      const login = await metLogin(server, machine);
      const nonce = await loginNonce(server, machine.browser, login);
      const who = { request: login.authorization.request, nonce, extension: machine.extension, session: login.session };
      const body = await meet(server, who);
      const { browser } = machine;
      const answers = await fourAtOnce(() => postJson(server, `/api/requests/${login.id}/locality`, body, { browser }));
      expect(outcomesOf(answers)).toEqual(["200", ...Array(3).fill("400 nonce_used")]);
      expect((await findLogin(server.services.db, login.id))?.version).toBe(2);
    });

    it("approves once", async () => {
      const login = await metLogin(server, machine);
      const decision = await decided(server, machine, login);
      const answers = await fourAtOnce(() => approve(server, machine, login, decision));
      const [won, ...lost] = outcomesOf(answers);
      expect(won).toBe("200");
      for (const said of lost) expect(said).toMatch(/^400 (decision_stale|request_settled)$/);
      expect(await countOf("login_approved", login.id)).toBe(1);
    });

    it("denies or gives a token, and never both", async () => {
      const login = await approvedLogin(server, machine);
      const [token, denial] = await Promise.all([
        poll(server, login),
        deny(server, login, login.met.attestation, machine.extension),
      ]);
      expect([token.status, denial.status].sort()).toEqual([200, 400]);
      const state = (await findLogin(server.services.db, login.id))?.state;
      expect(state).toBe(token.status === 200 ? "redeemed" : "denied");
      const families = await server.services.db
        .selectFrom("token_families")
        .select("id")
        .where("login_id", "=", login.id)
        .execute();
      expect(families).toHaveLength(token.status === 200 ? 1 : 0);
    });

    it("approves what was met last, whichever browser it is", async () => {
      const further = await furtherBrowser(server, machine);
      const login = await metLogin(server, machine);
      const decision = await decided(server, machine, login);
      const nonce = await loginNonce(server, further.browser, login);
      const who = { request: login.authorization.request, nonce, extension: further.extension, session: login.session };
      const body = await meet(server, who);
      const { browser } = further;
      const [approval, meeting] = await Promise.all([
        approve(server, machine, login, decision),
        postJson(server, `/api/requests/${login.id}/locality`, body, { browser }),
      ]);
      const state = (await findLogin(server.services.db, login.id))?.state;
      expect([approval.status, meeting.status, state]).toEqual(
        approval.status === 200 ? [200, 400, "approved"] : [400, 200, "met"],
      );
    });
  });
});
