// A6: a process that was not started under the lease asks the keeper for its tokens. Whatever it knows of the lease, the
// keeper looks at its parents.
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { callerArguments, line } from "../steps/keeper.ts";
import { type Agent, type LeaseStage, openLeaseStage, startAgent } from "../steps/leasing.ts";
import { afterTests } from "../support/after-tests.ts";
import { startProcess } from "../support/process.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const atEnd = afterTests();
let stage: LeaseStage;
let agent: Agent;
let ath: string;
beforeAll(async () => {
  stage = await openLeaseStage(atEnd);
  agent = await startAgent(stage);
  ath = await sha256Base64url("a token");
});

async function heard(call: object): Promise<string> {
  const socket = `${stage.home.state}/keeper/keeper.sock`;
  const env = { PATH: process.env["PATH"] ?? "", NEARSIDE_LEASE: `${socket}#${agent.id}` };
  const args = callerArguments(socket, line(call));
  const caller = await startProcess({ command: process.execPath, args, env, cwd: "/" });
  await caller.ended();
  return caller.stdout();
}

const callsOf = () => [
  { verb: "lease_token", lease: agent.id, resource: stage.api },
  { verb: "lease_proof", lease: agent.id, method: "GET", url: `${stage.api}/orders`, ath },
  { verb: "lease_fetch", lease: agent.id, url: `${stage.api}/orders`, method: "GET", headers: [], body: null },
  { verb: "lease_more", lease: agent.id, wish: { access: [{ resource: stage.api, scope: "" }], for: 60 } },
];

describe("a process outside the tree", () => {
  it("is refused, though it has the lease's variable", async () => {
    for (const call of callsOf()) {
      const outside = await expectUnmoved(stage, () => heard(call));
      expect(outside).toBe('{"refused":"outside_the_lease"}\n');
    }
    expect((await agent.does(`nearside lease fetch ${stage.api}/orders`)).out).toContain("one coffee");
  });

  it("is told so by the command line", async () => {
    const socket = `${stage.home.state}/keeper/keeper.sock`;
    const env = { NEARSIDE_LEASE: `${socket}#${agent.id}` };
    const cli = await stage.home.nearside(["lease", "fetch", `${stage.api}/orders`], { env });
    expect(await cli.ended()).toEqual({ code: 162, signal: null });
    expect(cli.stderr()).toContain("was not started under that lease");
    expect(cli.stdout()).toBe("");
  });
});

describe("an agent", () => {
  it("is refused with another agent's lease", async () => {
    const other = await startAgent(stage);
    const socket = `${stage.home.state}/keeper/keeper.sock`;
    const { code, out } = await other.does(
      `NEARSIDE_LEASE='${socket}#${agent.id}' nearside lease fetch ${stage.api}/orders`,
    );
    expect([code, out]).toEqual([168, expect.stringContaining("This lease was ended")]);
    expect((await other.does("nearside lease list")).out).not.toContain(agent.id);
    expect((await other.does(`nearside lease end ${agent.id}`)).code).toBe(168);
    await other.ends();
    expect((await agent.does(`nearside lease fetch ${stage.api}/orders`)).code).toBe(0);
  });
});
