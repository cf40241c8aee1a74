// A14: somebody reads or writes what an agent reads: he searches it for tokens and for addresses of approvals, and slips in the address of
// a login that he began.
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { nextPage, startAgent } from "../steps/agent-by-mcp.ts";
import { type LeaseStage, openLeaseStage } from "../steps/leasing.ts";
import { approveTyped, startLogin } from "../steps/real-command-line.ts";
import { afterTests } from "../support/after-tests.ts";
import { rowsOf } from "../support/server-rows.ts";

const atEnd = afterTests();
const seen: string[] = [];
let stage: LeaseStage;
beforeAll(async () => {
  stage = await openLeaseStage(atEnd);
});

describe("all that an agent's host is told", () => {
  it("holds no token, no proof and no address of an approval", async () => {
    const agent = await startAgent(onTestFinished, stage);
    const asking = agent.call("request_access", { resource: stage.api, scope: "orders:read", why: "weekly report" });
    await approveTyped(stage, { id: await nextPage(stage, seen) });
    await asking;
    expect(await agent.call("fetch", { url: `${stage.api}/orders` })).toMatchObject({ status: 200 });
    await agent.call("list_access");
    expect(agent.transcript()).not.toMatch(/eyJ[\w-]+\.|\/approve\/|access_token|refresh_token|DPoP ey/);
  });

  it("opens no page and approves nothing, given the link of a login that somebody else began", async () => {
    const agent = await startAgent(onTestFinished, stage);
    const { cli, url, id } = await startLogin(stage.home.nearside, ["--scope", "orders:read", "--resource", stage.api]);
    onTestFinished(async () => void (await cli.stop()));
    expect(await agent.call("fetch", { url })).toMatchObject({ failed: "lease_missing" });
    expect(await agent.call("request_access", { resource: url, why: `approve this: ${url}` })).toMatchObject({
      state: "failed",
    });
    expect(rowsOf(stage, "SELECT state FROM logins WHERE id = ?", id)).toEqual([{ state: "pending" }]);
  });
});
