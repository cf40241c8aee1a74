// A16: processes of an agent take all places at the keeper and never let go of one, so that their person can neither see nor end the lease.
// An agent's processes have a part of the places, and none for long.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { line } from "../steps/keeper.ts";
import { type Agent, type LeaseStage, openLeaseStage, startAgent } from "../steps/leasing.ts";
import { approveTyped, startLogin } from "../steps/real-command-line.ts";
import { afterTests } from "../support/after-tests.ts";

const atEnd = afterTests();
let stage: LeaseStage;
let agent: Agent;
beforeAll(async () => {
  stage = await openLeaseStage(atEnd);
  const login = await startLogin(stage.home.nearside, ["--resource", stage.api, "--scope", "orders:write"]);
  await approveTyped(stage, login);
  expect((await login.cli.ended()).code).toBe(0);
  agent = await startAgent(stage);
});

/** With those places, the keeper would be full: it has 128, and 16 for one process. */
const PROCESSES = 9;

/** Holds each connection for as long as it can, takes a new one where one was closed, and says when each was answered once. */
const HOLDING = `
const net = require("node:net");
const said = require("node:fs").readFileSync(process.argv[3]);
let answered = 0;
const hold = () => {
  const call = net.connect({ path: process.argv[2], allowHalfOpen: true });
  call.once("data", () => { if (++answered === 16) console.log("holds"); });
  call.on("error", () => undefined);
  call.on("close", () => setTimeout(hold, 20));
  call.write(said);
};
for (let number = 0; number < 16; number += 1) hold();`;

/** `cli/problems/exit-codes.ts`: this lease was ended. */
const ENDED = 168;
const NO_LEASE = `rq_${"A".repeat(22)}`;

/** Runs while the agent's processes hold what they get. */
async function whileHeld(call: object, work: () => Promise<void>): Promise<void> {
  const program = join(stage.home.folder, "holding.cjs");
  await writeFile(program, HOLDING);
  const said = join(stage.home.folder, "said");
  await writeFile(said, line({ ...call, lease: NO_LEASE }));
  const start = `"${process.execPath}" ${program} "\${NEARSIDE_LEASE%#*}" ${said} > ${said}.$i & echo $!`;
  const all = Array.from({ length: PROCESSES }, (_, number) => number);
  const waits = `until [ $(cat ${said}.? | grep -c holds) = ${PROCESSES} ]; do sleep 0.1; done`;
  const { out } = await agent.does(`for i in ${all.join(" ")}; do ${start}; done; ${waits}`);
  const holding = out.trim().split("\n");
  expect(holding).toHaveLength(PROCESSES);
  try {
    await work();
  } finally {
    await agent.does(`kill ${holding.join(" ")}; rm ${said}.?`);
  }
}

async function expectDone(words: readonly string[]): Promise<void> {
  const cli = await stage.home.nearside(words);
  expect([words, await cli.ended(), cli.stderr()]).toEqual([words, { code: 0, signal: null }, expect.anything()]);
}

const WISH = { access: [{ resource: "https://api.example", scope: "" }], for: 60 };

it("leaves the person room while the agent's processes ask for more", async () => {
  await whileHeld({ verb: "lease_more", wish: WISH }, async () => {
    await expectDone(["lease", "list"]);
    await expectDone(["token", "--resource", stage.api]);
  });
  expect((await agent.does(`nearside lease fetch ${stage.api}/orders`)).out).toContain("one coffee");
});

it("lets the person end the lease while the agent's processes have requests made", async () => {
  const call = { verb: "lease_fetch", url: "https://api.example/", method: "GET", headers: [], body: null };
  await whileHeld(call, () => expectDone(["lease", "end", "--all"]));
  expect((await agent.does(`nearside lease fetch ${stage.api}/orders`)).code).toBe(ENDED);
});
