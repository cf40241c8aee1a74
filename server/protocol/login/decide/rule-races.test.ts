import { decisionAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { type MetLogin, metLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import { approve, askForDecision, decided, poll } from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { ANYBODY } from "../../../../test/kit/rules.ts";
import { postForm, postJson } from "../../../../test/kit/send.ts";
import { findLogin } from "../../../register/logins/login-store.ts";
import { eventsOf } from "../../../testing/ledger.ts";
import { newcomer } from "../../../testing/newcomer.ts";
import { fourAtOnce, outcomesOf, ROUNDS } from "../../../testing/races.ts";
import { ruleBy, verdictsOf } from "../../../testing/rule-by.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { revokePasskey } from "../../revocation/revoke-passkey.ts";

// Rules, logins and approvals may change at the same moment: the outcome is always that of one order of them.

const NO = '@id("closed") forbid (principal, action, resource);';
const STAND = '@id("again") @stand("10m") permit (principal, action, resource);';
const SHELL = { by: { kind: "server_shell" }, note: "" } as const;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let machine: EnrolledMachine;
  beforeEach(async () => {
    await ruleBy(server, ANYBODY);
    machine = await newcomer(server);
  });

  const stateOf = async ({ id }: MetLogin) => (await findLogin(server.services.db, id))?.state;
  const countOf = async (kind: string, { id }: MetLogin) =>
    (await eventsOf(server, id)).filter((event) => event.kind === kind).length;

  async function standingLogin(): Promise<{ login: MetLogin; approveIt: () => ReturnType<typeof postJson> }> {
    const login = await metLogin(server, machine);
    const answer = (await askForDecision(server, machine, login)).as(decisionAnswerSchema);
    if (answer.state !== "stands") throw new Error(answer.state);
    const body = { decision: answer.decision, assertion: null };
    const { browser } = machine;
    return { login, approveIt: () => postJson(server, `/api/requests/${login.id}/approve`, body, { browser }) };
  }

  describe.each(ROUNDS)("round %d", () => {
    it("rules are published while a login is approved: it is approved by what was said before, or refused by what is said now", async () => {
      const login = await metLogin(server, machine);
      const shown = await decided(server, machine, login);
      const [answer, version] = await Promise.all([
        approve(server, machine, login, shown),
        ruleBy(server, ANYBODY, NO),
      ]);
      const [stored, ...more] = await verdictsOf(server, login.id);
      expect(more).toEqual([]);
      if (answer.status === 200) expect([await stateOf(login), stored?.outcome]).toEqual(["approved", "allow"]);
      else
        expect([answer.outcome, await stateOf(login), stored?.outcome, stored?.version]).toEqual([
          "400 rule_denied",
          "refused",
          "deny",
          version,
        ]);
    });

    it("a login is ruled out once, no matter who asks at the same moment", async () => {
      const login = await metLogin(server, machine);
      const shown = await decided(server, machine, login);
      await ruleBy(server, ANYBODY, NO);
      const answers = await Promise.all([
        askForDecision(server, machine, login),
        approve(server, machine, login, shown),
        askForDecision(server, machine, login),
      ]);
      const outcome = outcomesOf(answers);
      expect(outcome.filter((one) => one === "400 rule_denied")).toHaveLength(1);
      for (const one of outcome) expect(one).toMatch(/^400 (rule_denied|decision_stale|request_settled)$/);
      expect(await countOf("login_ruled_out", login)).toBe(1);
      expect(await verdictsOf(server, login.id)).toHaveLength(1);
      expect((await poll(server, login)).outcome).toBe("400 access_denied/rule_denied");
    });

    it("one decision is the current one, no matter who asks for another at the same moment", async () => {
      const login = await metLogin(server, machine);
      const answers = await fourAtOnce(() => askForDecision(server, machine, login));
      const shown = answers.flatMap((answer) => {
        if (answer.status !== 200) return [];
        const outcome = answer.as(decisionAnswerSchema);
        return outcome.state === "decided" ? [outcome] : [];
      });
      const outcome: string[] = [];
      for (const each of shown) outcome.push((await approve(server, machine, login, each)).outcome);
      expect(outcome.filter((one) => one === "200")).toHaveLength(1);
      expect(await verdictsOf(server, login.id)).toHaveLength(1);
    });

    it("an approval is ended early while it is to count for another login: never both, but a token that came first", async () => {
      await ruleBy(server, STAND);
      const first = await redeemedLogin(server, machine);
      const { login, approveIt } = await standingLogin();
      const [approved] = await Promise.all([
        approveIt(),
        postForm(server, "/oauth/revoke", { client_id: "nearside-cli", token: first.tokens.refresh_token }),
      ]);
      if (approved.status === 200)
        expect((await poll(server, login)).outcome).toBe("400 invalid_grant/standing_mismatch");
      else expect(approved.outcome).toBe("400 decision_stale");
    });

    it("a passkey is revoked while its approval is to stand: no token is issued", async () => {
      await ruleBy(server, STAND);
      await redeemedLogin(server, machine);
      const { login, approveIt } = await standingLogin();
      const [approved] = await Promise.all([
        approveIt(),
        revokePasskey(server.services, machine.authenticator.id, SHELL),
      ]);
      if (approved.status === 200)
        expect((await poll(server, login)).outcome).toBe("400 access_denied/passkey_revoked");
      else expect(approved.outcome).toMatch(/^400 (passkey_revoked|decision_stale)$/);
    });
  });
});
