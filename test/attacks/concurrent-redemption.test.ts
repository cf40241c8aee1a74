// P5: concurrent redemption, approval, meeting, ticket use and refresh. Each is one atomic, conditional write; of any number at
// the same moment exactly one wins, and the others hear so.
import { startEnrolmentAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../kit/answer.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { meet } from "../kit/meeting.ts";
import { type EnrolledStage, openEnrolledStage, showTicket } from "../steps/enrolling.ts";
import {
  approve,
  approvedLogin,
  askForLogin,
  decisionOn,
  deviceStatementOf,
  meetForLogin,
  nonceFor,
  poll,
  redeemedLogin,
  refresh,
  refreshStatementOf,
} from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import { afterTests } from "../support/after-tests.ts";
import { openCluster } from "../support/postgres.ts";
import { rowsOf } from "../support/server-rows.ts";
import { familyOf } from "./support-refusals.ts";

const ROUNDS = [1, 2, 3, 4, 5];
const AT_ONCE = 8;

const atOnce = (send: (at: number) => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: AT_ONCE }, (_, at) => send(at)));

/** Counts the answers by what they say. */
function tally(answers: readonly Answer[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome } of answers) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** One was told 2xx and all others one of those codes. */
function expectOneWinner(answers: readonly Answer[], losers: readonly string[]): Answer {
  const [winner, ...more] = answers.filter(({ status }) => status < 300);
  expect(more.length, JSON.stringify(tally(answers))).toBe(0);
  for (const { outcome } of answers.filter((one) => one !== winner)) expect(losers).toContain(outcome);
  if (winner === undefined) throw new Error(`nobody won: ${JSON.stringify(tally(answers))}`);
  return winner;
}

describe.each(["sqlite", "postgres"])("on %s", (storage) => {
  const atEnd = afterTests();
  let victim: EnrolledStage & { readonly database: string | undefined };
  beforeAll(async () => {
    if (storage === "sqlite") {
      victim = { ...(await openEnrolledStage(atEnd)), database: undefined };
      return;
    }
    const cluster = await openCluster({ durable: true });
    atEnd(cluster.close);
    await cluster.psql("create database nearside template template0");
    const database = cluster.url("nearside");
    victim = { ...(await openEnrolledStage(atEnd, { DATABASE_URL: database })), database };
  });

  const eventsOf = (id: string) =>
    rowsOf(victim, "SELECT kind, data FROM events WHERE subject = ? ORDER BY seq", id).map((row) => {
      const data: Readonly<Record<string, unknown>> = JSON.parse(String(row["data"]));
      return { kind: String(row["kind"]), data };
    });
  const kinds = (id: string): string[] => eventsOf(id).map(({ kind }) => kind);
  const count = (query: string, id: string): number => Number(rowsOf(victim, query, id)[0]?.["n"]);

  describe.each(ROUNDS)("round %i", () => {
    it("issues one access token for one approval, however often it is redeemed at once", async () => {
      const login = await approvedLogin(victim);
      const answers = await atOnce(() => poll(victim, login));
      // The same session key asks for a lost answer: the same token again, and of its refresh tokens the last one is good.
      const tokens = answers.filter(({ status }) => status === 200).map((answer) => answer.as(tokenAnswerSchema));
      expect(tokens.length).toBeGreaterThan(0);
      expect(new Set(tokens.map(({ access_token }) => access_token)).size).toBe(1);
      for (const { outcome } of answers) expect(["200", "400 invalid_grant/request_settled"]).toContain(outcome);
      expect(kinds(login.id).filter((kind) => kind === "login_approved")).toHaveLength(1);
      const family = familyOf(victim, login.id);
      expect(count("SELECT count(*) AS n FROM token_families WHERE login_id = ?", login.id)).toBe(1);
      expect(count("SELECT count(*) AS n FROM access_tokens WHERE family_id = ?", family)).toBe(1);
      expect(count("SELECT count(*) AS n FROM refresh_tokens WHERE state = 'active' AND family_id = ?", family)).toBe(
        1,
      );
      const events = eventsOf(login.id).filter(({ kind }) => kind === "login_redeemed");
      expect(events.filter(({ data }) => data["retry"] === false)).toHaveLength(1);
      const { claims } = await accessToken.read(tokens[0]?.access_token ?? "");
      expect(new Set(events.map(({ data }) => data["access_token_jti"]))).toEqual(new Set([claims.jti]));
    });

    it("approves one decision once", async () => {
      const login = await askForLogin(victim);
      await meetForLogin(victim, login);
      const decision = await decisionOn(victim, login);
      const answers = await atOnce(() => approve(victim, login, decision));
      expectOneWinner(answers, ["400 request_settled", "400 decision_stale"]);
      expect(kinds(login.id).filter((kind) => kind === "login_approved")).toHaveLength(1);
      expect((await poll(victim, login)).status).toBe(200);
    });

    it("takes one of approval and denial at once, and the token agrees", async () => {
      const login = await askForLogin(victim);
      const { attestation } = await meetForLogin(victim, login);
      const decision = await decisionOn(victim, login);
      const no = await denial.sign(victim.parties.extension, { attestation });
      const denying = { denial: no, alert: false };
      await Promise.all([
        approve(victim, login, decision),
        victim.postJson(`/api/requests/${login.id}/deny`, denying),
        poll(victim, login),
      ]);
      const [row] = rowsOf(victim, "SELECT state FROM logins WHERE id = ?", login.id);
      const state = String(row?.["state"]);
      expect(["approved", "denied", "redeemed"]).toContain(state);
      expect((await poll(victim, login)).outcome).toBe(state === "denied" ? "400 access_denied/denied" : "200");
      expect(count("SELECT count(*) AS n FROM token_families WHERE login_id = ?", login.id)).toBe(
        state === "denied" ? 0 : 1,
      );
    });

    it("records one meeting for one nonce", async () => {
      const login = await askForLogin(victim);
      const { extension, session } = victim.parties;
      const shown = { request: login.request.jws, nonce: await nonceFor(victim, login) };
      const meetings = await Promise.all(
        Array.from({ length: AT_ONCE }, () => meet(victim, { ...shown, extension, session })),
      );
      const answers = await atOnce((at) => victim.postJson(`/api/requests/${login.id}/locality`, meetings[at]));
      expectOneWinner(answers, ["400 nonce_used", "400 other_session"]);
      expect(kinds(login.id).filter((kind) => kind === "login_met")).toHaveLength(1);
    });

    it("starts one login for one device statement", async () => {
      const form = { client_id: CLIENT, scope: "read", device_statement: await deviceStatementOf(victim) };
      const answers = await atOnce(() => victim.postForm("/oauth/device_authorization", form));
      expectOneWinner(answers, ["400 invalid_request/replayed"]);
    });

    it("renews once for one refresh statement", async () => {
      const { id, tokens } = await redeemedLogin(victim);
      const statement = await refreshStatementOf(victim);
      const answers = await atOnce(() => refresh(victim, tokens.refresh_token, statement));
      const winner = expectOneWinner(answers, ["400 invalid_grant/replayed"]);
      const family = familyOf(victim, id);
      expect(count("SELECT count(*) AS n FROM refresh_tokens WHERE state = 'active' AND family_id = ?", family)).toBe(
        1,
      );
      expect((await refresh(victim, winner.as(tokenAnswerSchema).refresh_token)).status).toBe(200);
    });

    it("gives one valid successor for one refresh token with several statements, and ends nobody's login", async () => {
      const { id, tokens } = await redeemedLogin(victim);
      const answers = await atOnce(() => refresh(victim, tokens.refresh_token));
      const family = familyOf(victim, id);
      for (const { outcome } of answers) expect(["200", "400 invalid_grant"]).toContain(outcome);
      expect(count("SELECT count(*) AS n FROM refresh_tokens WHERE state = 'active' AND family_id = ?", family)).toBe(
        1,
      );
      expect(rowsOf(victim, "SELECT state FROM token_families WHERE id = ?", family)).toMatchObject([
        { state: "active" },
      ]);
    });
  });

  it("enrols one of eight machines that use one ticket at once", async () => {
    const ticket = await victim.server.ticket("bob");
    const machines = await Promise.all(Array.from({ length: AT_ONCE }, () => newStranger(victim, "bob")));
    const answers = await Promise.all(machines.map((each) => showTicket(each, "bob", ticket, each.parties.device)));
    const winner = expectOneWinner(answers, ["400 ticket_begun"]);
    const { enrolment_request } = winner.as(startEnrolmentAnswerSchema);
    const { device_jkt } = (await enrolmentRequest.read(enrolment_request)).claims;
    expect(machines.map(({ parties }) => parties.device.thumbprint)).toContain(device_jkt);
    expect(rowsOf(victim, "SELECT 1 FROM ticket_uses WHERE device_jkt = ?", device_jkt)).toHaveLength(1);
  });
});
