// Protocol §12: an agent asks its person for access over the Model Context Protocol, uses it and gives it back.
import * as v from "valibot";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { afterTests } from "../support/after-tests.ts";
import { rowsOf, storedEventsSince } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { denyTyped, nextPage, startAgent } from "./agent-by-mcp.ts";
import { type LeaseStage, openLeaseStage } from "./leasing.ts";
import { approveTyped } from "./real-command-line.ts";

const WITHIN_MS = 30_000;
const listSchema = v.object({ leases: v.array(v.unknown()) });
const atEnd = afterTests();
const seen: string[] = [];
let stage: LeaseStage;
beforeAll(async () => {
  stage = await openLeaseStage(atEnd);
});

const wish = (scope: string) => ({ resource: stage.api, scope, why: "weekly report" });

/** The login that waits for its person. */
const pendingLogin = (): Promise<string> =>
  until(
    async () => rowsOf(stage, "SELECT id FROM logins WHERE state = 'pending'").map(({ id }) => String(id))[0],
    WITHIN_MS,
    () => "no login waits",
  );

describe("an agent", () => {
  it("asks, uses what its person gave, asks for more, and gives it back", async () => {
    const agent = await startAgent(onTestFinished, stage);
    expect(await agent.call("fetch", { url: `${stage.api}/orders` })).toMatchObject({ failed: "lease_missing" });
    const asking = agent.call("request_access", { ...wish("orders:read"), details: { minutes: 30, calls: 5 } });
    await approveTyped(stage, { id: await nextPage(stage, seen) });
    expect(await asking).toMatchObject({ state: "granted", scope: "orders:read" });
    const read = await agent.call("fetch", { url: `${stage.api}/orders` });
    expect(read).toMatchObject({ status: 200, body: expect.stringContaining("one coffee") });
    const more = agent.call("request_access", wish("orders:write"));
    await approveTyped(stage, { id: await nextPage(stage, seen) });
    expect(await more).toMatchObject({ state: "granted" });
    const placed = { url: `${stage.api}/orders`, method: "POST", body: JSON.stringify({ item: "three teas" }) };
    expect(await agent.call("fetch", { ...placed, scope: "orders:write" })).toMatchObject({ status: 201 });
    expect(await agent.call("list_access")).toMatchObject({
      leases: [{ agent: { name: "Claude Code" }, calls_left: 4 }, { access: [{ scope: "orders:write" }] }],
    });
    expect(await agent.call("give_back")).toEqual({ ended: 2 });
    expect(await agent.call("fetch", { url: `${stage.api}/orders` })).toMatchObject({ failed: "lease_missing" });
    expect(storedEventsSince(stage, 0).filter(({ kind }) => kind === "lease_token")).toHaveLength(2);
  });

  it("gets the reason of its person's denial", async () => {
    const agent = await startAgent(onTestFinished, stage);
    const asking = agent.call("request_access", wish("orders:read"));
    await denyTyped(stage, await nextPage(stage, seen), "use the staging API");
    expect(await asking).toMatchObject({ state: "denied", reason: "use the staging API" });
    expect(await agent.call("list_access")).toMatchObject({ asked: [{ state: "denied" }], leases: [] });
  });

  it("that runs under a lease uses that lease, and asks for more", async () => {
    const lease = [
      "lease",
      "run",
      "--no-browser",
      "--api",
      stage.api,
      "--scope",
      "orders:read",
      "--name",
      "Night agent",
    ];
    const starting = startAgent(onTestFinished, stage, lease);
    await approveTyped(stage, { id: await pendingLogin() });
    const agent = await starting;
    expect(await agent.call("fetch", { url: `${stage.api}/orders` })).toMatchObject({ status: 200 });
    const more = agent.call("request_access", wish("orders:write"));
    await approveTyped(stage, { id: await nextPage(stage, seen) });
    expect(await more).toMatchObject({ state: "granted" });
    expect(await agent.call("list_access")).toMatchObject({
      leases: [
        { agent: { name: "Night agent" } },
        { agent: { name: "Night agent" }, access: [{ scope: "orders:write" }] },
      ],
    });
  });

  it("loses everything when its host ends", async () => {
    const agent = await startAgent(onTestFinished, stage);
    const asking = agent.call("request_access", wish("orders:read"));
    await approveTyped(stage, { id: await nextPage(stage, seen) });
    await asking;
    await agent.close();
    await until(
      async () => {
        const cli = await stage.home.nearside(["lease", "list", "--json"]);
        await cli.ended();
        return v.parse(listSchema, JSON.parse(cli.stdout())).leases.length === 0 ? true : undefined;
      },
      WITHIN_MS,
      () => "the lease did not end",
    );
  });
});
