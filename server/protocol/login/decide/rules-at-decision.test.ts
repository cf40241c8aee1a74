import {
  decidedAnswerSchema,
  decisionAnswerSchema,
  localityAnswerSchema,
} from "@nearside/shared/api/login-requests.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { givenSchema } from "@nearside/shared/rules/given.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import * as v from "valibot";
import { beforeEach, describe, expect, it } from "vitest";
import { Authenticator, FLAGS } from "../../../../test/kit/authenticator.ts";
import { approvedLogin, metLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import {
  approve,
  askForDecision,
  decided,
  meetLogin,
  poll,
  refresh,
  startedLogin,
} from "../../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../../test/kit/machine.ts";
import type { MeetingTwist } from "../../../../test/kit/meeting.ts";
import { ANYBODY } from "../../../../test/kit/rules.ts";
import { postJson } from "../../../../test/kit/send.ts";
import { eraseFacts } from "../../../register/logins/erase-facts.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { allRows, eventsOf, expectRefusal } from "../../../testing/ledger.ts";
import { newcomer } from "../../../testing/newcomer.ts";
import { ruleBy, verdictsOf } from "../../../testing/rule-by.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { viewLogin } from "../view/view-login.ts";

// Rules are judged at the decision and at the approval (protocol §4.5, docs/reference/rules.md). The tests drive each outcome through
// the whole server.

const NO = '@id("closed") @title("Closed") @says("The shop is closed.") forbid (principal, action, resource);';
const SYNCED = FLAGS.UP | FLAGS.UV | FLAGS.BE | FLAGS.BS;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({
    database,
    policy: { acceptSyncedPasskeys: true, requirePeer: "any", remoteHosts: "none" },
  });
  let machine: EnrolledMachine;
  beforeEach(async () => {
    await ruleBy(server, ANYBODY);
    machine = await newcomer(server);
  });

  const claimsOf = async (signed: string) => (await decision.read(signed)).claims;
  const kindsOf = async (id: string) => (await eventsOf(server, id)).map(({ kind }) => kind);
  const bodyOf = ({ text }: { readonly text: string }) => JSON.parse(text);

  it("keeps for each approval what was asked and what rules said", async () => {
    const login = await approvedLogin(server.from("192.0.2.7"), machine);
    const [stored, ...more] = await verdictsOf(server, login.id);
    expect(more).toEqual([]);
    expect(v.parse(givenSchema, stored?.given)).toMatchObject({
      action: "approve",
      person: { name: machine.user.name, role: "user", groups: [] },
      client: { id: "nearside-cli", api: false },
      machine: { id: machine.device.thumbprint, age_hours: 0 },
      passkey: { synced: false, attested: false, security_key: false },
      proof: { peer: "same" },
      scopes: ["read"],
      resources: ["https://login.example.test"],
      network: { cli: "192.0.2.7", browser: "192.0.2.7", same: true },
      session: { remote: false, container: false, terminal: true },
      time: { weekday: "tuesday", hour: 12, minute: 0 },
      history: { new_client: true, new_machine: true, recent_refusals: 0 },
    });
    expect(await server.services.db.selectFrom("rule_reports").selectAll().execute()).toEqual([]);
    server.pass(90);
    const again = await approvedLogin(server, machine);
    const [next] = await verdictsOf(server, again.id);
    expect(next?.given.history).toEqual({
      new_client: false,
      new_machine: false,
      recent_refusals: 0,
      last_approval_seconds: 90,
    });
  });

  it("names in the decision the set and each rule that decided", async () => {
    const version = await ruleBy(
      server,
      ANYBODY,
      '@id("short") @access_token_life("5m") forbid (principal, action, resource);',
    );
    const login = await metLogin(server, machine);
    const { decision: signed, rules } = await decided(server, machine, login);
    const claims = await claimsOf(signed);
    expect(claims.rules).toEqual({ outcome: "approve", version, decided_by: ["anybody", "short"] });
    expect(rules.map(({ id }) => id)).toEqual(["short"]);
  });

  it("comes with the meeting where nothing prevents it, and is renewed when the page asks for it", async () => {
    const login = await metLogin(server, machine);
    const first = login.met.answer.as(decidedAnswerSchema);
    expect(await kindsOf(login.id)).toEqual(["login_requested", "login_met", "login_decided"]);
    const second = await decided(server, machine, login);
    expect(second.decision).not.toBe(first.decision);
    expect((await approve(server, machine, login, first)).outcome).toBe("400 decision_stale");
    expect((await approve(server, machine, login, second)).status).toBe(200);
  });

  it("is not there at a meeting of which rules say no: the page asks for it, and that ends the login", async () => {
    await ruleBy(server, ANYBODY, NO);
    const login = await metLogin(server, machine);
    expect(login.met.answer.as(localityAnswerSchema)).toEqual({ state: "met", facts: login.authorization.facts });
    expect(await kindsOf(login.id)).toEqual(["login_requested", "login_met"]);
    expect((await askForDecision(server, machine, login)).outcome).toBe("400 rule_denied");
    expect(await kindsOf(login.id)).toEqual(["login_requested", "login_met", "login_ruled_out"]);
  });

  it("of a meeting whose rules want a text says so, to the command line too", async () => {
    await ruleBy(server, ANYBODY, '@id("why") @require_justification forbid (principal, action, resource);');
    const login = await metLogin(server, machine);
    expect(login.met.answer.as(localityAnswerSchema)).toMatchObject({
      state: "wanted",
      wanted: { what: "justification" },
    });
    expect(await kindsOf(login.id)).toEqual(["login_requested", "login_met"]);
    const polled = await poll(server, login, { form: { known_wanted: "none" } });
    expect(bodyOf(polled)).toMatchObject({ error: "authorization_pending", wanted: { what: "justification" } });
  });

  describe("a rule that wants browser and command line to meet through the keeper", () => {
    const KEEPER =
      '@id("keeper") @says("Through the keeper.") forbid (principal, action, resource) unless { context.proof.channel == "native" };';
    const NATIVELY: MeetingTwist = { presence: { channel: "native" }, attestation: { loopback: null } };

    it("allows people who met so, at decision, approval and refresh, and the token says it", async () => {
      await ruleBy(server, ANYBODY, KEEPER);
      const login = await startedLogin(server, machine);
      await meetLogin(server, machine, login, NATIVELY);
      expect((await approve(server, machine, login, await decided(server, machine, login))).status).toBe(200);
      const tokens = (await poll(server, login)).as(tokenAnswerSchema);
      expect((await accessToken.read(tokens.access_token)).claims.proof).toMatchObject({ channel: "native" });
      expect((await verdictsOf(server, login.id))[0]?.given.proof).toMatchObject({ channel: "native" });
      expect((await refresh(server, machine, login, tokens.refresh_token ?? "")).outcome).toBe("200");
    });

    it("refuses who met over loopback, and the refresh of a login from before", async () => {
      const before = await redeemedLogin(server, machine);
      await ruleBy(server, ANYBODY, KEEPER);
      expect((await askForDecision(server, machine, await metLogin(server, machine))).outcome).toBe("400 rule_denied");
      const renewed = await refresh(server, machine, before, before.tokens.refresh_token ?? "");
      expect(renewed.outcome).toBe("400 invalid_grant/rule_denied");
    });
  });

  describe("a login that no rule permits", () => {
    it.each([
      ["a rule says no", [ANYBODY, NO], "rule_denied", ["closed"]],
      [
        "no rule says yes",
        [`@id("others") permit (principal == User::"nobody-here", action, resource);`],
        "rule_denied",
        [],
      ],
      [
        "a rule can't be judged",
        [
          ANYBODY,
          '@id("far") forbid (principal, action, resource) when { context.time.hour * 9007199254740991 * 2048 < 0 };',
        ],
        "rules_failed",
        ["far"],
      ],
      [
        "rules ask for two different tickets",
        [
          ANYBODY,
          '@id("ops") @require_ticket("OPS") forbid (principal, action, resource);',
          '@id("chg") @require_ticket("CHG") forbid (principal, action, resource);',
        ],
        "rule_denied",
        ["chg", "ops"],
      ],
    ])("where %s ends, and page, command line and log learn why", async (_why, set, code, ids) => {
      const version = await ruleBy(server, ...set);
      const login = await metLogin(server, machine);
      const answer = await askForDecision(server, machine, login);
      expect(answer.outcome).toBe(`400 ${code}`);
      const namedIn = (text: string) => (JSON.parse(text).rules ?? []).map(({ id }: { id: string }) => id).sort();
      expect(namedIn(answer.text)).toEqual(ids);
      const polled = await poll(server, login);
      expect(polled.outcome).toBe(`400 access_denied/${code}`);
      expect(namedIn(polled.text)).toEqual(ids);
      expect(await kindsOf(login.id)).toEqual(["login_requested", "login_met", "login_ruled_out"]);
      expect(await verdictsOf(server, login.id)).toMatchObject([{ version, outcome: "deny", action: "approve" }]);
      expect((await askForDecision(server, machine, login)).outcome).toBe("400 request_settled");
    });

    it("is told in the rule's own words", async () => {
      await ruleBy(server, ANYBODY, NO);
      const login = await metLogin(server, machine);
      const closed = [{ id: "closed", kind: "forbid", title: "Closed", says: "The shop is closed." }];
      expect(bodyOf(await askForDecision(server, machine, login)).rules).toEqual(closed);
      expect(bodyOf(await poll(server, login)).rules).toEqual(closed);
    });

    it("counts as a refusal of its person for a day", async () => {
      await ruleBy(server, ANYBODY, NO);
      const login = await metLogin(server, machine);
      await askForDecision(server, machine, login);
      await ruleBy(server, ANYBODY);
      const next = await approvedLogin(server, machine);
      expect((await verdictsOf(server, next.id))[0]?.given.history.recent_refusals).toBe(1);
      server.pass(86_700);
      const later = await approvedLogin(server, machine);
      expect((await verdictsOf(server, later.id))[0]?.given.history.recent_refusals).toBe(0);
    });
  });

  it("signs nothing under a set that can't be read, and ends nothing either", async () => {
    await ruleBy(server, "permit (");
    const login = await metLogin(server, machine);
    const before = await allRows(server);
    expect((await askForDecision(server, machine, login)).outcome).toBe("400 rules_failed");
    expect(await allRows(server)).toEqual(before);
    await ruleBy(server, ANYBODY);
    expect((await askForDecision(server, machine, login)).outcome).toBe("200");
  });

  it("narrows the scope and shortens the lives, in the decision and in the token", async () => {
    const less =
      '@id("less") @scopes("read list") @access_token_life("2m") @refresh_token_life("1h") forbid (principal, action, resource);';
    await ruleBy(server, ANYBODY, less);
    const form = { client_id: "deploy", scope: "deploy read", resource: ["https://api.example.test"] };
    const login = await metLogin(server, machine, form);
    const shown = await decided(server, machine, login);
    const claims = await claimsOf(shown.decision);
    expect(claims).toMatchObject({ scope: "read", lifetime: { access_token: 120, refresh_token: 3600 } });
    expect((await approve(server, machine, login, shown)).outcome).toBe("200");
    const tokens = (await poll(server, login, { form: { client_id: "deploy" } })).as(tokenAnswerSchema);
    expect(tokens).toMatchObject({ scope: "read", expires_in: 120 });
    const { claims: token } = await accessToken.read(tokens.access_token);
    expect(token.scope).toBe("read");
  });

  it("leaves nothing of a scope where rules leave nothing, and says so", async () => {
    await ruleBy(server, ANYBODY, '@id("none") @scopes("list") forbid (principal, action, resource);');
    const login = await metLogin(server, machine);
    expect((await askForDecision(server, machine, login)).outcome).toBe("400 rule_denied");
  });

  describe("a passkey that can't be copied", () => {
    const BOUND =
      '@id("bound") @title("No copies") @require_device_bound_passkey forbid (principal, action, resource);';

    it("is what the decision asks for, and the others are not offered", async () => {
      await ruleBy(server, ANYBODY, BOUND);
      const other = new Authenticator(`other ${server.id()}`);
      await addPasskey(other, true);
      const login = await metLogin(server, machine);
      const shown = await decided(server, machine, login);
      expect((await claimsOf(shown.decision)).require).toEqual({ device_bound: true });
      expect(shown.options.allowCredentials.map(({ id }) => id)).toEqual([machine.authenticator.id]);
      const byOther = { ...machine, authenticator: other };
      const outcome = await approve(server, byOther, login, shown, { flags: SYNCED });
      expect(outcome.outcome).toBe("400 rule_unmet");
      expect(bodyOf(outcome).rules).toMatchObject([{ id: "bound", title: "No copies" }]);
      expect((await approve(server, machine, login, shown)).outcome).toBe("200");
    });

    it("is missing: the rule is named, and the login continues, since a passkey can be added", async () => {
      const authenticator = new Authenticator(`synced ${server.id()}`, { flags: SYNCED });
      const synced = await enrolledMachine(server, machine.user.name, await newMachine({ authenticator }));
      await ruleBy(server, ANYBODY, BOUND);
      const login = await metLogin(server, synced);
      const before = await allRows(server);
      const answer = await askForDecision(server, synced, login);
      expect(answer.outcome).toBe("400 rule_unmet");
      expect(bodyOf(answer).rules).toMatchObject([{ id: "bound" }]);
      expect(await allRows(server)).toEqual(before);
      expect((await eventsOf(server, login.id)).at(-1)).toMatchObject({
        kind: "login_step_refused",
        data: { step: "decision", code: "rule_unmet", field: "bound" },
      });
      await ruleBy(server, ANYBODY);
      expect((await approve(server, synced, login, await decided(server, synced, login))).outcome).toBe("200");
    });

    /** Adds another passkey to the machine's bound set. */
    async function addPasskey(authenticator: Authenticator, backupEligible: boolean): Promise<void> {
      const { db } = server.services;
      const { boundSetId } = machine;
      const row = await db
        .selectFrom("passkeys")
        .selectAll()
        .where("bound_set_id", "=", boundSetId)
        .executeTakeFirstOrThrow();
      const public_key = new Uint8Array(Buffer.from(authenticator.publicKey, "base64url"));
      const credential_id = authenticator.id;
      await db
        .insertInto("passkeys")
        .values({ ...row, credential_id, public_key, backup_eligible: backupEligible ? 1 : 0 })
        .execute();
    }
  });

  describe("the text that the person has to type", () => {
    const WHY = '@id("why") @says("Say what it is for.") @require_justification forbid (principal, action, resource);';
    const TICKET = '@id("ticket") @require_ticket("OPS CHG") forbid (principal, action, resource);';
    const ask = (id: string, typed: object) =>
      postJson(server, `/api/requests/${id}/decision`, typed, { browser: machine.browser });

    it("is asked for one thing at a time, and is in the decision", async () => {
      await ruleBy(server, ANYBODY, WHY, TICKET);
      const login = await metLogin(server, machine);
      const justification = "The shop is down since ten.";
      const wantedBy = async (typed: object) => {
        const answer = (await ask(login.id, typed)).as(decisionAnswerSchema);
        return answer.state === "wanted" ? answer.wanted : answer.state;
      };
      const why = { id: "why", kind: "demand", title: null, says: "Say what it is for." };
      expect(await wantedBy({})).toEqual({ what: "justification", rules: [why] });
      expect(await wantedBy({ ticket: "OPS-12" })).toMatchObject({ what: "justification" });
      const ticket = { what: "ticket", prefixes: ["OPS", "CHG"], rules: [{ id: "ticket" }] };
      expect(await wantedBy({ justification })).toMatchObject({ ...ticket, mismatch: false });
      expect(await wantedBy({ justification, ticket: "DEV-12" })).toMatchObject({ ...ticket, mismatch: true });
      const answer = (await ask(login.id, { justification, ticket: "CHG-12" })).as(decisionAnswerSchema);
      if (answer.state !== "decided") throw new Error(answer.state);
      expect(await claimsOf(answer.decision)).toMatchObject({ justification, ticket: "CHG-12" });
      expect((await approve(server, machine, login, answer)).outcome).toBe("200");
      const [stored] = await verdictsOf(server, login.id);
      expect(stored?.given).toMatchObject({ justification, ticket: "CHG-12" });
      expect(await viewLogin(server.services, login.id)).toMatchObject({ justification, ticket: "CHG-12" });
      await server.services.db.transaction().execute((trx) => eraseFacts(trx, machine.user.id, server.now(), 10));
      expect(await viewLogin(server.services, login.id)).toMatchObject({ justification: null, ticket: null });
    });

    it("is refused where no rule wants it, so that no decision has it as if one had", async () => {
      await ruleBy(server, ANYBODY);
      const login = await metLogin(server, machine);
      const reason = { justification: "Nobody asked me for this." };
      const refused = (field: string) => ({
        outcome: "400 typed_unasked",
        event: {
          kind: "login_step_refused",
          subject: login.id,
          data: { step: "decision", code: "typed_unasked", field },
        },
      });
      await expectRefusal(server, () => ask(login.id, reason), refused("justification"));
      await expectRefusal(server, () => ask(login.id, { ticket: "OPS-12" }), refused("ticket"));
      await ruleBy(server, ANYBODY, TICKET);
      await expectRefusal(server, () => ask(login.id, { ...reason, ticket: "OPS-12" }), refused("justification"));
      expect((await ask(login.id, { ticket: "OPS-12" })).as(decisionAnswerSchema).state).toBe("decided");
    });

    it("is taken where a rule wants it only until it is there", async () => {
      const until =
        '@id("until") @require_justification forbid (principal, action, resource) when { !(context has justification) };';
      await ruleBy(server, ANYBODY, until);
      const login = await metLogin(server, machine);
      expect((await ask(login.id, {})).as(decisionAnswerSchema).state).toBe("wanted");
      const answer = (await ask(login.id, { justification: "The shop is down." })).as(decisionAnswerSchema);
      expect(answer.state).toBe("decided");
    });

    it("can be read by a rule", async () => {
      const named =
        '@id("named") forbid (principal, action, resource) when { context has justification && context.justification like "*test*" };';
      await ruleBy(server, ANYBODY, WHY, named);
      const login = await metLogin(server, machine);
      expect((await ask(login.id, { justification: "only a test, really" })).outcome).toBe("400 rule_denied");
    });

    it("is told to the command line that waits, once it is wanted and once it is not any more", async () => {
      await ruleBy(server, ANYBODY, WHY);
      const login = await metLogin(server, machine);
      const waiting = poll(server, login, { form: { known_wanted: "none" } });
      await ask(login.id, {});
      const answer = await waiting;
      expect(answer.outcome).toBe("400 authorization_pending");
      expect(bodyOf(answer).wanted).toMatchObject({ what: "justification", rules: [{ id: "why" }] });
      const again = poll(server, login, { form: { known_wanted: "justification" } });
      await ask(login.id, {}); // that text once more wakes no waiting request
      await ask(login.id, { justification: "The shop is down." });
      expect(bodyOf(await again).wanted).toBeUndefined();
    });

    it("voids an earlier decision where rules want it only since", async () => {
      const login = await metLogin(server, machine);
      const shown = await decided(server, machine, login);
      await ruleBy(server, ANYBODY, WHY);
      expect((await approve(server, machine, login, shown)).outcome).toBe("400 decision_stale");
      expect((await ask(login.id, {})).as(decisionAnswerSchema).state).toBe("wanted");
      expect((await approve(server, machine, login, shown)).outcome).toBe("400 decision_stale");
    });
  });

  describe("rules that are published between decision and approval", () => {
    it.each([
      ["shorter lives", '@id("short") @access_token_life("1m") forbid (principal, action, resource);'],
      ["less scope", '@id("scope") @scopes("read") forbid (principal, action, resource);', "read list"],
      ["a fresher touch", '@id("fresh") @require_fresh_touch("60s") forbid (principal, action, resource);'],
      ["a security key", '@id("key") @require_security_key forbid (principal, action, resource);'],
      ["a ticket", '@id("ticket") @require_ticket("OPS") forbid (principal, action, resource);'],
    ])("and ask for %s: it was decided too soon", async (_what, rule, scope = "read") => {
      const form =
        scope === "read" ? {} : { client_id: "deploy", scope: "deploy read", resource: ["https://api.example.test"] };
      const login = await metLogin(server, machine, form);
      const shown = await decided(server, machine, login);
      await ruleBy(server, ANYBODY, rule);
      expect((await approve(server, machine, login, shown)).outcome).toBe("400 decision_stale");
      expect(await verdictsOf(server, login.id)).toEqual([]);
    });

    it("and say no: the login has ended", async () => {
      const login = await metLogin(server, machine);
      const shown = await decided(server, machine, login);
      await ruleBy(server, ANYBODY, NO);
      const answer = await approve(server, machine, login, shown);
      expect(answer.outcome).toBe("400 rule_denied");
      expect(bodyOf(answer).rules).toMatchObject([{ id: "closed" }]);
      expect((await poll(server, login)).outcome).toBe("400 access_denied/rule_denied");
      expect((await kindsOf(login.id)).at(-1)).toBe("login_ruled_out");
      await ruleBy(server, ANYBODY);
      expect((await approve(server, machine, login, shown)).outcome).toBe("400 request_settled");
    });

    it("and ask for less: what was shown is approved", async () => {
      await ruleBy(server, ANYBODY, '@id("short") @access_token_life("1m") forbid (principal, action, resource);');
      const login = await metLogin(server, machine);
      const shown = await decided(server, machine, login);
      await ruleBy(server, ANYBODY);
      expect((await approve(server, machine, login, shown)).outcome).toBe("200");
      expect((await poll(server, login)).as(tokenAnswerSchema).expires_in).toBe(60);
    });
  });

  it("gives no token for a touch that a rule finds too old by then", async () => {
    await ruleBy(server, ANYBODY, '@id("fresh") @require_fresh_touch("60s") forbid (principal, action, resource);');
    const login = await approvedLogin(server, machine);
    server.pass(61);
    expect((await poll(server, login)).outcome).toBe("400 invalid_grant/approval_too_old");
    await redeemedLogin(server, machine);
  });

  it("counts what a rule in report-only would do, and does nothing", async () => {
    await ruleBy(
      server,
      ANYBODY,
      `@mode("report-only") ${NO}`,
      '@mode("report-only") @id("why") @require_justification forbid (principal, action, resource);',
      '@mode("report-only") @id("same") permit (principal, action, resource);',
      '@mode("report-only") @id("others") forbid (principal == User::"nobody-here", action, resource);',
    );
    const login = await approvedLogin(server, machine);
    const [stored] = await verdictsOf(server, login.id);
    expect(stored?.outcome).toBe("allow");
    const reports = await server.services.db
      .selectFrom("rule_reports")
      .select(["rule_id", "would", "user_id"])
      .where("decision_seq", "=", stored?.seq ?? 0)
      .orderBy("rule_id")
      .execute();
    const user_id = machine.user.id;
    expect(reports).toEqual([
      { rule_id: "closed", would: "deny", user_id },
      { rule_id: "same", would: "nothing", user_id },
      { rule_id: "why", would: "step_up", user_id },
    ]);
  });

  it("asks no more of a login than a form in order: what was typed is bounded, and nothing else is taken", async () => {
    const login = await startedLogin(server, machine);
    const before = await allRows(server);
    for (const typed of [
      { justification: "short" },
      { justification: "x".repeat(1025) },
      { ticket: "ops-1" },
      { ticket: "OPS-0" },
      { ticket: `OPS-${"1".repeat(11)}` },
      { reason: "none of these" },
    ])
      expect(
        (await postJson(server, `/api/requests/${login.id}/decision`, typed, { browser: machine.browser })).outcome,
      ).toBe("400 invalid_request");
    expect(await allRows(server)).toEqual(before);
  });
});
