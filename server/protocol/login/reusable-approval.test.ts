import { notMeDoneSchema, notMePreviewSchema } from "@nearside/shared/api/console/not-me.ts";
import { approveAnswerSchema, decisionAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { exchangeAnswerSchema } from "@nearside/shared/oauth/token-exchange.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openConsole } from "../../../test/kit/console.ts";
import { narrow } from "../../../test/kit/exchange.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { approvedLogin, type MetLogin, metLogin, type RedeemedLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { sayWithdrawn } from "../../../test/kit/login-messages.ts";
import {
  approve,
  askForDecision,
  decided as decidedAnswer,
  deny,
  deviceStatementOf,
  meetLogin,
  poll,
  refresh,
  startedLogin,
} from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { postForm, postJson } from "../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import type { Trx } from "../../platform/store/database.ts";
import { fillRestsOn } from "../../platform/store/migrations/0019-standing-approvals.ts";
import { type ApprovedLogin, findLogin } from "../../register/logins/login-store.ts";
import { revokeFamily } from "../../register/tokens/token-store.ts";
import { tidy } from "../../surfaces/wiring/housekeeping.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { eventsOf, eventsSince, lastEventSeq } from "../../testing/ledger.ts";
import { newcomer } from "../../testing/newcomer.ts";
import { ROUNDS } from "../../testing/races.ts";
import { ruleBy } from "../../testing/rule-by.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { quarantineMachine, releaseMachine } from "../revocation/quarantine-machine.ts";
import { endApproval, lockApprovals } from "./reusable-approval.ts";

// An approval that counted for later logins is ended early, by the person or by the holder of a token that came from it
// (protocol §4.5, threat R29).

const STAND = '@id("again") @title("Again soon") @stand("8h") permit (principal, action, resource);';
const WHY = { by: SERVER_SHELL, note: null } as const;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let machine: EnrolledMachine;
  let first: RedeemedLogin;
  beforeAll(async () => {
    await ruleBy(server, STAND);
  });
  beforeEach(async () => {
    machine = await newcomer(server);
    first = await redeemedLogin(server, machine);
  });

  const decide = async (login: MetLogin) => (await askForDecision(server, machine, login)).as(decisionAnswerSchema);
  const stateOf = async (login: MetLogin) => (await decide(login)).state;
  const stateOfNext = async () => stateOf(await metLogin(server, machine));
  const approveBare = ({ id }: MetLogin, decision: string) =>
    postJson(server, `/api/requests/${id}/approve`, { decision, assertion: null }, { browser: machine.browser });
  const denyIt = async (login: MetLogin, alert: boolean) =>
    expect((await deny(server, login, login.met.attestation, machine.extension, alert)).outcome).toBe("200");

  /** Starts a login that is decided by the first login's approval. */
  async function decided(): Promise<{ readonly login: MetLogin; readonly signed: string }> {
    const login = await metLogin(server, machine);
    const answer = await decide(login);
    if (answer.state !== "stands") throw new Error(answer.state);
    return { login, signed: answer.decision };
  }
  async function resting(): Promise<MetLogin> {
    const { login, signed } = await decided();
    expect((await approveBare(login, signed)).outcome).toBe("200");
    return login;
  }
  async function metIn(tty: string): Promise<MetLogin> {
    const session = await newSigner();
    const context = { hostname: "laptop", os: "Debian 13", account: "ada", command: "deploy prod", cwd: "~/shop" };
    const statement = await deviceStatementOf(server, machine, session, {
      context: { ...context, parent: "bash", tty, remote: null },
    });
    const login = await startedLogin(server, machine, { device_statement: statement }, session);
    return { ...login, met: await meetLogin(server, machine, login) };
  }

  describe.each([
    ["a no", false],
    ["I didn't start this", true],
  ])("%s", (_what, alert) => {
    it("to a login that it was decided by ends it, for those under way too; its own tokens continue", async () => {
      const under = await decided();
      const approved = await resting();
      const { login } = await decided();
      await denyIt(login, alert);
      expect((await approveBare(under.login, under.signed)).outcome).toBe("400 decision_stale");
      expect((await poll(server, approved)).outcome).toBe("400 invalid_grant/standing_mismatch");
      expect(await stateOfNext()).toBe("decided");
      expect((await refresh(server, machine, first, first.tokens.refresh_token)).status).toBe(200);
      const denied = (await eventsOf(server, login.id)).find(({ kind }) => kind === "login_denied");
      expect(denied?.data).toMatchObject({ alert, rests_on: first.id });
    });

    it("to a login that was approved by it ends it", async () => {
      await denyIt(await resting(), alert);
      expect(await stateOfNext()).toBe("decided");
    });

    it("to a login that a touch was asked for leaves it, unless somebody else is on this machine", async () => {
      const elsewhere = await metIn("/dev/pts/2");
      expect(await stateOf(elsewhere)).toBe("decided");
      await denyIt(elsewhere, alert);
      expect(await stateOfNext()).toBe(alert ? "decided" : "stands");
    });

    it("on another machine of that person leaves it", async () => {
      const here = machine;
      machine = await enrolledMachine(server, here.user.name);
      await redeemedLogin(server, machine);
      await denyIt((await decided()).login, alert);
      machine = here;
      expect(await stateOfNext()).toBe("stands");
    });
  });

  it('is ended by "I didn\'t start this" where the command line withdrew first; a plain no comes too late then', async () => {
    const withdrawn = await metLogin(server, machine);
    expect((await sayWithdrawn(server, withdrawn, withdrawn.session)).outcome).toBe("204");
    const { attestation } = withdrawn.met;
    const say = async (by: typeof machine.extension, alert: boolean) =>
      (await deny(server, withdrawn, attestation, by, alert)).outcome;
    expect(await say(machine.extension, false)).toBe("400 request_withdrawn");
    expect(await say(await newSigner(), true)).toBe("400 extension_mismatch");
    expect(await stateOfNext()).toBe("stands");
    expect(await say(machine.extension, true)).toBe("200");
    expect(await say(machine.extension, true)).toBe("400 request_settled");
    expect(await stateOfNext()).toBe("decided");
    const events = await eventsOf(server, withdrawn.id);
    expect(events.find(({ kind }) => kind === "login_denied")).toMatchObject({ data: { alert: true } });
    expect(await findLogin(server.services.db, withdrawn.id)).toMatchObject({ state: "denied", alert: true });
  });

  it("ends no login that was withdrawn before it was met", async () => {
    const { met } = await metLogin(server, machine);
    const unmet = await startedLogin(server, machine);
    await sayWithdrawn(server, unmet, unmet.session);
    const outcome = await deny(server, unmet, met.attestation, machine.extension, true);
    expect(outcome.outcome).toBe("400 request_withdrawn");
    expect(await stateOfNext()).toBe("stands");
  });

  describe.each(ROUNDS)("round %d", () => {
    it('is ended however a withdrawal and "I didn\'t start this" cross', async () => {
      const login = await metLogin(server, machine);
      const [denied] = await Promise.all([
        deny(server, login, login.met.attestation, machine.extension, true),
        sayWithdrawn(server, login, login.session),
      ]);
      expect(denied.outcome).toBe("200");
      expect(await stateOfNext()).toBe("decided");
      expect(await findLogin(server.services.db, login.id)).toMatchObject({ state: "denied", alert: true });
    });
  });

  it("is ended for good: only a touch after it stands again", async () => {
    await denyIt((await decided()).login, true);
    server.pass(5);
    const again = await redeemedLogin(server, machine);
    const next = await decided();
    expect((await approveBare(next.login, next.signed)).outcome).toBe("200");
    const { data } = (await eventsOf(server, next.login.id)).find(({ kind }) => kind === "login_approved") ?? {};
    expect(data).toMatchObject({ rests_on: again.id });
  });

  it("stands for nothing where nobody came for its token in time, for those under way too", async () => {
    machine = await newcomer(server);
    const left = await approvedLogin(server, machine);
    server.pass(200);
    const under = await decided();
    const approved = await resting();
    server.pass(100); // the request has expired, and no round of the housekeeping has noted it
    expect((await approveBare(under.login, under.signed)).outcome).toBe("400 decision_stale");
    expect((await poll(server, approved)).outcome).toBe("400 invalid_grant/standing_mismatch");
    expect((await poll(server, left)).outcome).toBe("400 expired_token/request_expired");
    expect(await stateOfNext()).toBe("decided");
  });

  const giveBack = (token: string) => postForm(server, "/oauth/revoke", { client_id: "nearside-cli", token });

  it("ends with an access token that was revoked, also when that is not kept any more", async () => {
    const under = await decided();
    const approved = await resting();
    await giveBack(first.tokens.access_token);
    expect((await approveBare(under.login, under.signed)).outcome).toBe("400 decision_stale");
    expect((await poll(server, approved)).outcome).toBe("400 invalid_grant/standing_mismatch");
    expect(await stateOfNext()).toBe("decided");
    server.pass(3 * 3600);
    await tidy(server.services);
    expect(await server.services.db.selectFrom("access_tokens").select("jti").execute()).toEqual([]);
    expect(await stateOfNext()).toBe("decided");
  });

  it("ends with an access token of a refresh that was revoked", async () => {
    const renewed = await refresh(server, machine, first, first.tokens.refresh_token);
    await giveBack(renewed.as(tokenAnswerSchema).access_token);
    expect(await stateOfNext()).toBe("decided");
  });

  it("continues where only what was exchanged for its token was revoked", async () => {
    const narrowed = await narrow(server, first.tokens.access_token, first.session);
    await giveBack(narrowed.as(exchangeAnswerSchema).access_token);
    expect(await stateOfNext()).toBe("stands");
  });

  it("ends as its machine is quarantined, and does not come back with it", async () => {
    await quarantineMachine(server.services, machine.boundSetId, WHY);
    await releaseMachine(server.services, machine.boundSetId, WHY);
    expect(await stateOfNext()).toBe("decided");
    expect((await refresh(server, machine, first, first.tokens.refresh_token)).status).toBe(200);
  });

  describe('"This wasn\'t me" in the account', () => {
    const PATH = "/api/console/account/not-me";
    const renew = async (login: RedeemedLogin) =>
      (await refresh(server, machine, login, login.tokens.refresh_token)).outcome;
    const redeemed = async (login: MetLogin): Promise<RedeemedLogin> => ({
      ...login,
      tokens: (await poll(server, login)).as(tokenAnswerSchema),
    });

    it.each<[what: string, login: () => Promise<MetLogin>]>([
      ["a login that depends on it", async () => redeemed(await resting())],
      ["one that it approved", resting],
      ["one that it decided", async () => (await decided()).login],
      [
        "one that it decided and that had expired by then",
        async () => {
          const { login } = await decided();
          server.pass(301);
          await poll(server, login);
          return login;
        },
      ],
      ["its own login", async () => first],
    ])("said of %s ends its tokens, and those of every login that depends on it", async (_what, of) => {
      const sibling = await redeemed(await resting());
      const login = await of();
      const page = await openConsole(server, await enrolledMachine(server, machine.user.name));
      const notMe = { what: "login", id: login.id } as const;
      const { tokens } = (await page.post(`${PATH}/preview`, notMe)).as(notMePreviewSchema);
      expect((await page.change(PATH, notMe)).as(notMeDoneSchema)).toMatchObject({ machine: "quarantined", tokens });
      expect(tokens).toBeGreaterThanOrEqual(2);
      await releaseMachine(server.services, machine.boundSetId, WHY);
      expect(await renew(first)).toBe("400 invalid_grant/credential_revoked");
      expect(await renew(sibling)).toBe("400 invalid_grant/credential_revoked");
      expect(await stateOfNext()).toBe("decided");
    });

    it("leaves what another touch gave", async () => {
      const touched = await metIn("/dev/pts/2");
      (await approve(server, machine, touched, await decidedAnswer(server, machine, touched))).as(approveAnswerSchema);
      const other = await redeemed(touched);
      const page = await openConsole(server, await enrolledMachine(server, machine.user.name));
      await page.change(PATH, { what: "login", id: first.id });
      await releaseMachine(server.services, machine.boundSetId, WHY);
      expect((await refresh(server, machine, other, other.tokens.refresh_token)).status).toBe(200);
    });
  });

  describe("while another login that depends on it is redeemed", () => {
    it.each<[how: string, end: (trx: Trx) => Promise<unknown>]>([
      [
        "revoked",
        async (trx) => {
          await lockApprovals(trx, machine.boundSetId);
          await endApproval(trx, first.id, server.services.clock());
        },
      ],
      [
        "with its family",
        async (trx) => {
          const { id } = await trx
            .selectFrom("token_families")
            .select("id")
            .where("login_id", "=", first.id)
            .executeTakeFirstOrThrow();
          await revokeFamily(trx, id, "logged_out");
        },
      ],
    ])("%s, and not committed yet: it waits, and gets nothing", async (_how, end) => {
      const { db } = server.services;
      const login = await resting();
      const ending = await db.startTransaction().execute();
      await end(ending);
      const polling = poll(server, login);
      if (database === "postgres") {
        const waiting = sql<{ n: number }>`select count(*) as n from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`;
        await expect.poll(async () => (await waiting.execute(db)).rows[0]?.n).toBe(1);
      }
      await ending.commit().execute();
      expect((await polling).outcome).toBe("400 invalid_grant/standing_mismatch");
    });

    it.each(ROUNDS)("denied: it has its token before, or none. Round %d", async (round) => {
      const under = await decided();
      const approved = await resting();
      const since = await lastEventSeq(server);
      const steps = [
        async () => void (await denyIt(under.login, round % 2 === 0)),
        async () => (await poll(server, approved)).outcome,
      ];
      if (round > 5) steps.reverse();
      const outcome = (await Promise.all(steps.map((step) => step()))).find((each) => each !== undefined);
      expect(["200", "400 invalid_grant/standing_mismatch"]).toContain(outcome);
      const kinds = (await eventsSince(server, since)).map(({ kind }) => kind);
      const [redeemed, denied] = [kinds.indexOf("login_redeemed"), kinds.indexOf("login_denied")];
      if (outcome === "200") expect(redeemed).toBeLessThan(denied);
      expect(redeemed >= 0).toBe(outcome === "200");
      expect(await stateOfNext()).toBe("decided");
    });
  });

  it("knows of families from before it was kept what they depend on", async () => {
    const { db } = server.services;
    const login = await resting();
    await poll(server, login);
    const { approval } = (await findLogin(db, login.id)) as ApprovedLogin;
    const older = JSON.stringify({ approval }); // as a server of then wrote it
    await db.updateTable("logins").set({ data: older }).where("id", "=", login.id).execute();
    await db.updateTable("token_families").set({ rests_on: null }).execute();
    await fillRestsOn(db);
    const restsOnOf = async ({ id }: MetLogin) =>
      (await db.selectFrom("token_families").select("rests_on").where("login_id", "=", id).executeTakeFirst())
        ?.rests_on;
    expect(await restsOnOf(login)).toBe(first.id);
    expect(await restsOnOf(first)).toBeNull();
  });
});
