import { RULE_TEMPLATES } from "@nearside/rules/cards/templates.ts";
import type { Lease } from "@nearside/shared/oauth/lease.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { askLease, leaseDetail, leaseForm } from "../../../test/kit/leases.ts";
import { metLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { askForDecision, refresh } from "../../../test/kit/login-steps.ts";
import { ANYBODY } from "../../../test/kit/rules.ts";
import { BILLS, type ExchangeStage, ORDERS, openExchangeStage } from "../../testing/exchange-stage.ts";
import { ruleBy, verdictsOf } from "../../testing/rule-by.ts";

// Rules read a lease as what it is for (protocol §12, docs/reference/rules.md): its agent, and the scopes, APIs and tools of all its access.

const ACCESS: Lease["access"] = [
  { resource: ORDERS, scope: "read", tools: ["list_orders", "get_order"] },
  { resource: BILLS, scope: "read write", tools: ["list_bills"] },
];
const REPORTING = '@id("counted") @mode("report-only") forbid (principal, action, resource);';
const template = (id: string): string => RULE_TEMPLATES.find((one) => one.id === id)?.text ?? expect.fail(id);

let stage: ExchangeStage;
beforeAll(async () => {
  stage = await openExchangeStage();
});
beforeEach(() => ruleBy(stage.server, ANYBODY, REPORTING));
afterAll(() => stage.server.close());

const lease = (twist?: Partial<Lease>, access = ACCESS) => leaseForm(leaseDetail(access, twist));
const approved = (form = lease()) => redeemedLogin(stage.server, stage.machine, form);
const given = async (id: string, action: string) =>
  (await verdictsOf(stage.server, id)).findLast((row) => row.action === action)?.given;

describe("the facts that rules read of a lease", () => {
  it("is its whole access as it is approved, though its login asks for no scope and no API", async () => {
    const { id } = await approved(lease({ calls: 50 }));
    expect(await given(id, "approve")).toMatchObject({
      ...{ scopes: ["read", "write"], resources: [ORDERS, BILLS], detail_types: ["nearside_lease"] },
      session: { agent: true },
      agent: {
        name: "Claude Code",
        tools: ["list_orders", "get_order", "list_bills"],
        any_tool: false,
        calls_left: 50,
      },
    });
    expect((await given(id, "approve"))?.agent).not.toHaveProperty("lease");
  });

  it("is the same at a refresh, with the lease by its id", async () => {
    const login = await approved();
    expect((await refresh(stage.server, stage.machine, login, login.tokens.refresh_token)).outcome).toBe("200");
    expect(await given(login.id, "refresh")).toMatchObject({
      ...{ scopes: ["read", "write"], resources: [ORDERS, BILLS] },
      agent: { name: "Claude Code", lease: login.id, tools: ["list_orders", "get_order", "list_bills"] },
    });
  });

  it("is for a token from the lease, with the tool that is named and the calls that were left", async () => {
    const login = await approved(lease({ calls: 3 }));
    const token = { resource: BILLS, scope: "read", tool: "list_bills" };
    expect((await askLease(stage.server, login, { resource: ORDERS })).outcome).toBe("200");
    const tools = ["list_orders", "get_order"];
    const agent = { name: "Claude Code", lease: login.id };
    expect(await given(login.id, "exchange")).toMatchObject({
      ...{ scopes: ["read"], resources: [ORDERS], agent: { ...agent, tools, calls_left: 3 } },
    });
    expect((await askLease(stage.server, login, token)).outcome).toBe("200");
    expect(await given(login.id, "exchange")).toMatchObject({
      ...{ scopes: ["read"], resources: [BILLS], agent: { ...agent, tools: ["list_bills"], calls_left: 2 } },
    });
  });

  it("tells of every tool of an API that names none, also beside another API's tools", async () => {
    const access = [{ resource: ORDERS, scope: "read" }, ...ACCESS.slice(1)];
    const login = await approved(lease({}, access));
    const told = async (action: string) => (await given(login.id, action))?.agent;
    expect(await told("approve")).toMatchObject({ tools: ["list_bills"], any_tool: true });
    const tokens: [resource: string, agent: object][] = [
      [ORDERS, { tools: [], any_tool: true }],
      [BILLS, { tools: ["list_bills"], any_tool: false }],
    ];
    for (const [resource, agent] of tokens) {
      expect((await askLease(stage.server, login, { resource })).outcome).toBe("200");
      expect(await told("exchange"), resource).toMatchObject(agent);
    }
    expect((await refresh(stage.server, stage.machine, login, login.tokens.refresh_token)).outcome).toBe("200");
    expect(await told("refresh")).toMatchObject({ tools: ["list_bills"], any_tool: true });
  });

  it("is nothing where the login is for none", async () => {
    const { id } = await stage.newLogin();
    expect(await given(id, "approve")).toMatchObject({ session: { agent: false } });
    expect(await given(id, "approve")).not.toHaveProperty("agent");
  });
});

describe("a rule about agents", () => {
  const outcomeOf = async (form: ReturnType<typeof lease>) => {
    const login = await metLogin(stage.server, stage.machine, form);
    return (await askForDecision(stage.server, stage.machine, login)).outcome;
  };

  it("keeps a lease out that asks for more than reading, and nobody else", async () => {
    await ruleBy(stage.server, ANYBODY, template("agents-read"));
    expect(await outcomeOf(lease())).toBe("400 rule_denied");
    await approved(lease({}, [{ resource: ORDERS, scope: "read" }]));
    await stage.newLogin("no details");
  });

  it("sees the API that a lease reaches, whatever else it reaches", async () => {
    const production = template("production-attested").replace("https://production.example.com", BILLS);
    await ruleBy(
      stage.server,
      ANYBODY,
      production.replace('@require_attested_passkey\n@require_fresh_touch("60s")\n', ""),
    );
    expect(await outcomeOf(lease())).toBe("400 rule_denied");
    await approved(lease({}, [{ resource: ORDERS, scope: "read write" }]));
  });

  it("ends nothing of a lease at its refresh but the next token, and lets it continue by day", async () => {
    const login = await approved();
    const version = await ruleBy(
      stage.server,
      ANYBODY,
      '@id("no-agents") forbid (principal, action, resource) when { context has agent };',
    );
    const renewed = await refresh(stage.server, stage.machine, login, login.tokens.refresh_token);
    expect(renewed.outcome).toBe("400 invalid_grant/rule_denied");
    expect((await verdictsOf(stage.server, login.id)).at(-1)).toMatchObject({
      action: "refresh",
      outcome: "deny",
      version,
    });
    await ruleBy(stage.server, ANYBODY);
    expect((await refresh(stage.server, stage.machine, login, login.tokens.refresh_token)).outcome).toBe("200");
  });

  it("refuse a tool to a lease that has every tool of an API, also where it names those of another", async () => {
    const cancelling = 'context.agent.any_tool || context.agent.tools.contains("cancel_order")';
    await ruleBy(
      stage.server,
      ANYBODY,
      `@id("no-cancelling") forbid (principal, action, resource) when { context has agent && (${cancelling}) };`,
    );
    expect(await outcomeOf(lease({}, [{ resource: ORDERS, scope: "read" }, ...ACCESS.slice(1)]))).toBe(
      "400 rule_denied",
    );
    await approved(); // it names its tools, and that one is not among them
  });

  it("takes scopes from a token out of a lease, or refuses it, and then counts nothing", async () => {
    const login = await approved(lease({ calls: 2 }));
    const by = '@scopes("read") forbid (principal, action == Action::"exchange", resource);';
    await ruleBy(stage.server, ANYBODY, `@id("scoped") ${by}`);
    const narrowed = await askLease(stage.server, login, { resource: BILLS });
    expect(JSON.parse(narrowed.text)).toMatchObject({ scope: "read" });
    await ruleBy(
      stage.server,
      ANYBODY,
      '@id("no-tool") forbid (principal, action, resource) when { context has agent && context.agent.tools.contains("list_bills") };',
    );
    const tool = { resource: BILLS, tool: "list_bills" };
    expect((await askLease(stage.server, login, tool)).outcome).toBe("400 invalid_grant/rule_denied");
    await ruleBy(stage.server, ANYBODY);
    expect((await askLease(stage.server, login, tool)).outcome).toBe("200");
    expect((await askLease(stage.server, login, tool)).outcome).toBe("400 invalid_grant/lease_spent");
  });

  it("lets a lease pass a list of scopes that has all of its own, and refuses it where one is missing", async () => {
    const scoped = (scopes: string) =>
      ruleBy(stage.server, ANYBODY, `@id("scoped") @scopes("${scopes}") forbid (principal, action, resource);`);
    await scoped("read write");
    await approved();
    await scoped("read");
    expect(await outcomeOf(lease())).toBe("400 rule_denied");
  });
});
