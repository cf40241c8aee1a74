import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Answer } from "../../../test/kit/answer.ts";
import { tokenIn } from "../../../test/kit/exchange.ts";
import type { RedeemedLogin } from "../../../test/kit/log-in.ts";
import { refresh } from "../../../test/kit/login-steps.ts";
import { ANYBODY } from "../../../test/kit/rules.ts";
import { type ExchangeStage, openExchangeStage } from "../../testing/exchange-stage.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { ruleBy, verdictsOf } from "../../testing/rule-by.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// Rules are judged at a refresh and at an exchange as well (protocol §4.6, docs/reference/rules.md).

describe.each(DATABASES)("on %s", (database) => {
  let stage: ExchangeStage;
  let login: RedeemedLogin;
  beforeAll(async () => {
    stage = await openExchangeStage({ database });
  });
  beforeEach(async () => {
    await ruleBy(stage.server, ANYBODY);
    login = await stage.newLogin();
  });
  afterAll(() => stage.server.close());

  const renew = (token = login.tokens.refresh_token) => refresh(stage.server, stage.machine, login, token);
  const exchange = (form = {}) => stage.narrow(login, { form });
  const forApi = () => stage.delegate(login, { form: { scope: "read" } });
  const idsIn = ({ text }: Answer) => (JSON.parse(text).rules ?? []).map(({ id }: { id: string }) => id);
  const familyOf = async () =>
    (
      await stage.server.services.db
        .selectFrom("token_families")
        .select("id")
        .where("login_id", "=", login.id)
        .executeTakeFirstOrThrow()
    ).id;
  const tokensMade = async () =>
    (
      await stage.server.services.db
        .selectFrom("access_tokens")
        .select("jti")
        .where("family_id", "=", await familyOf())
        .execute()
    ).length;

  it("keeps nothing of a refresh or an exchange that is as it would be without rules", async () => {
    expect((await renew()).outcome).toBe("200");
    expect((await exchange({ scope: "read" })).outcome).toBe("200");
    expect(await verdictsOf(stage.server, login.id)).toMatchObject([{ action: "approve" }]);
  });

  it("a rule's no is told to the person's program, kept and logged; the refresh token is good again once rules are", async () => {
    const version = await ruleBy(
      stage.server,
      ANYBODY,
      '@id("night") @says("Not at night.") forbid (principal, action in [Action::"refresh", Action::"exchange"], resource);',
    );
    for (const answer of [await renew(), await exchange()]) {
      expect(answer.outcome).toBe("400 invalid_grant/rule_denied");
      expect(JSON.parse(answer.text).rules).toEqual([
        { id: "night", kind: "forbid", title: null, says: "Not at night." },
      ]);
    }
    expect(await tokensMade()).toBe(1);
    expect((await verdictsOf(stage.server, login.id)).slice(1)).toMatchObject([
      { action: "refresh", outcome: "deny", version, client_id: "nearside-cli" },
      { action: "exchange", outcome: "deny", version },
    ]);
    const events = (await eventsOf(stage.server, await familyOf())).map(({ kind, data }) => ({ kind, data }));
    expect(events).toMatchObject([
      { kind: "refresh_refused", data: { code: "rule_denied" } },
      { kind: "exchange_refused", data: { code: "rule_denied" } },
    ]);
    await ruleBy(stage.server, ANYBODY);
    expect((await renew()).outcome).toBe("200");
  });

  it("an API is asked about by its own name, and is not told which rules say no", async () => {
    await ruleBy(
      stage.server,
      ANYBODY,
      '@id("no-api") forbid (principal, action == Action::"exchange", resource == Client::"orders-api") when { resource.api };',
    );
    const answer = await forApi();
    expect(answer.outcome).toBe("400 invalid_grant/rule_denied");
    expect(idsIn(answer)).toEqual([]);
    expect((await exchange()).outcome).toBe("200");
  });

  it("a touch is too old for a rule after its time, and only then", async () => {
    await ruleBy(
      stage.server,
      ANYBODY,
      '@id("fresh") @require_fresh_touch("10m") forbid (principal, action, resource);',
    );
    stage.server.pass(600);
    const first = (await renew()).as(tokenAnswerSchema);
    expect((await exchange()).outcome).toBe("200");
    stage.server.pass(1);
    expect((await renew(first.refresh_token)).outcome).toBe("400 invalid_grant/approval_too_old");
    expect((await exchange()).outcome).toBe("400 invalid_grant/approval_too_old");
    expect((await forApi()).outcome).toBe("400 invalid_grant/approval_too_old");
  });

  it.each([
    ["an attested passkey", "@require_attested_passkey", "attested"],
    ["a security key", "@require_security_key", "key"],
    ["a justification", "@require_justification", "why"],
    ["a ticket", '@require_ticket("OPS")', "ticket"],
  ])("asks for %s that the approval does not have: the rule is named", async (_what, annotation, id) => {
    await ruleBy(stage.server, ANYBODY, `@id("${id}") ${annotation} forbid (principal, action, resource);`);
    for (const answer of [await renew(), await exchange()]) {
      expect(answer.outcome).toBe("400 invalid_grant/rule_unmet");
      expect(idsIn(answer)).toEqual([id]);
    }
    expect(await tokensMade()).toBe(1);
  });

  it("narrows scope and life of that token alone, and keeps that it did", async () => {
    const plain = await stage.newLogin("no details");
    const version = await ruleBy(
      stage.server,
      ANYBODY,
      '@id("less") @scopes("read") @access_token_life("1m") forbid (principal, action, resource);',
    );
    // Authorization details are granted beside any scope, so a limit on scopes refuses them.
    expect((await renew()).outcome).toBe("400 invalid_grant/rule_denied");
    login = plain;
    const less = (await renew()).as(tokenAnswerSchema);
    expect(less).toMatchObject({ scope: "read", expires_in: 60 });
    const { claims } = await tokenIn(await exchange());
    expect(claims).toMatchObject({ scope: "read", exp: claims.iat + 60 });
    expect((await verdictsOf(stage.server, login.id)).slice(1)).toMatchObject([
      { action: "refresh", outcome: "allow", version },
      { action: "exchange", outcome: "allow", version },
    ]);
    await ruleBy(stage.server, ANYBODY);
    expect((await renew(less.refresh_token)).as(tokenAnswerSchema)).toMatchObject({
      scope: "read write",
      expires_in: 900,
    });
  });

  it("lets a login last no longer than rules do now", async () => {
    await ruleBy(stage.server, ANYBODY, '@id("hour") @refresh_token_life("20m") forbid (principal, action, resource);');
    stage.server.pass(600);
    const tokens = (await renew()).as(tokenAnswerSchema);
    expect(tokens.expires_in).toBe(600);
    stage.server.pass(600);
    expect((await renew(tokens.refresh_token)).outcome).toBe("400 invalid_grant/approval_too_old");
  });

  it("reads how old the approval is, and what the person typed for it", async () => {
    await ruleBy(
      stage.server,
      ANYBODY,
      '@id("old") forbid (principal, action, resource) when { context has approval_age_seconds && context.approval_age_seconds >= 300 };',
    );
    stage.server.pass(299);
    const tokens = (await renew()).as(tokenAnswerSchema);
    stage.server.pass(1);
    expect((await renew(tokens.refresh_token)).outcome).toBe("400 invalid_grant/rule_denied");
    const [, stored] = await verdictsOf(stage.server, login.id);
    expect(stored?.given).toMatchObject({
      action: "refresh",
      approval_age_seconds: 300,
      history: { new_client: false },
    });
  });

  it("keeps a few refusals of one login, however often its program asks", async () => {
    await ruleBy(stage.server, ANYBODY, '@id("no") forbid (principal, action, resource);');
    for (let asked = 0; asked < 12; asked++) expect((await renew()).outcome).toBe("400 invalid_grant/rule_denied");
    expect((await verdictsOf(stage.server, login.id)).filter(({ action }) => action === "refresh")).toHaveLength(8);
  });

  it("a rule in report-only at a refresh is counted", async () => {
    await ruleBy(stage.server, ANYBODY, '@mode("report-only") @id("no") forbid (principal, action, resource);');
    expect((await renew()).outcome).toBe("200");
    const [, stored] = await verdictsOf(stage.server, login.id);
    expect(stored).toMatchObject({ action: "refresh", outcome: "allow" });
    const reports = stage.server.services.db.selectFrom("rule_reports").select(["rule_id", "would"]);
    expect(await reports.where("decision_seq", "=", stored?.seq ?? 0).execute()).toEqual([
      { rule_id: "no", would: "deny" },
    ]);
  });
});
