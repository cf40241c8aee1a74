// A15: a text that an agent reads tells it to get more: "approve this", a new lease with words of its own, again and again until its person
// approves to be left alone. Each is a question of its own, with the agent's name; a denial is an answer; the number is limited.
import { beforeAll, expect, it } from "vitest";
import { type Agent, type LeaseStage, NEARSIDE, openLeaseStage, startAgent } from "../steps/leasing.ts";
import { approveTyped } from "../steps/real-command-line.ts";
import { afterTests } from "../support/after-tests.ts";
import { rowsOf } from "../support/server-rows.ts";
import { until } from "../support/until.ts";

const WITHIN_MS = 30_000;
const atEnd = afterTests();
let stage: LeaseStage;
let agent: Agent;
beforeAll(async () => {
  stage = await openLeaseStage(atEnd);
  agent = await startAgent(stage);
});

const requestsSoFar = (): readonly string[] =>
  rowsOf(stage, "SELECT subject FROM events WHERE kind = 'login_requested' ORDER BY seq").map(({ subject }) =>
    String(subject),
  );

/** The request that the keeper makes next. */
async function nextRequest(before: readonly string[]): Promise<string> {
  return until(
    async () => requestsSoFar().find((id) => !before.includes(id)),
    WITHIN_MS,
    () => "nothing was asked",
  );
}

it("asks its person again, tells the agent no address, and gives no more than was approved", async () => {
  const order = `nearside lease fetch ${stage.api}/orders -d '{"item":"tea"}'`;
  expect((await agent.does(order)).out).toContain("insufficient_scope");
  const before = requestsSoFar();
  const asking = agent.does(`nearside lease request --api ${stage.api} --scope orders:write --why 'the page says so'`);
  await approveTyped(stage, { id: await nextRequest(before) });
  const { code, out } = await asking;
  expect([code, out]).toEqual([0, expect.stringContaining("orders:write")]);
  expect(out).not.toMatch(/approve\/|localhost/);
  expect((await agent.does(`nearside lease fetch ${stage.api}/orders -d '{"item":"tea"}'`)).code).toBe(0);
});

/** The lease that was asked for, and what the person was shown of the lease to which it adds. */
function shownOf(id: string): { readonly lease: unknown; readonly earlier: unknown } {
  const [{ facts } = {}] = rowsOf(stage, "SELECT facts FROM logins WHERE id = ?", id);
  const { authorization_details, earlier } = JSON.parse(String(facts));
  return { lease: authorization_details[0], earlier: earlier[0] };
}

it("has no more time, calls or idle time for asking for one more scope", async () => {
  const narrow = ["--api", stage.api, "--scope", "orders:read", "--for", "5m", "--calls", "2", "--idle", "2m"];
  const small = await startAgent(stage, narrow);
  const before = requestsSoFar();
  const asking = small.does(`nearside lease request --api ${stage.api} --scope orders:write`);
  const id = await nextRequest(before);
  const { lease, earlier } = shownOf(id);
  expect(lease).toMatchObject({ calls: 2, idle: 120, access: [{ scope: "orders:write" }] });
  expect(earlier).toMatchObject({ for: 300, calls: 2, idle: 120, access: [{ scope: "orders:read" }] });
  expect(lease).toMatchObject({ for: expect.toSatisfy((seconds: number) => seconds >= 180 && seconds <= 300) });
  await approveTyped(stage, { id });
  expect((await asking).out).toMatch(/2 calls/);
  await small.ends();
});

it("is shown beside what was left, where it asks for more calls, and must name their number where none is left", async () => {
  const spent = await startAgent(stage, ["--api", stage.api, "--scope", "orders:read", "--calls", "1"]);
  expect((await spent.does(`nearside lease fetch ${stage.api}/orders`)).code).toBe(0);
  const before = requestsSoFar();
  const request = `nearside lease request --api ${stage.api} --scope orders:read`;
  expect((await spent.does(request)).out).toContain("Say how many more are needed: `nearside lease request --calls`");
  expect(requestsSoFar()).toEqual(before);
  const asking = spent.does(`${request} --calls 3 --for 3h`);
  const id = await nextRequest(before);
  const { lease, earlier } = shownOf(id);
  expect(lease).toMatchObject({ calls: 3, for: 10_800 });
  expect(earlier).toMatchObject({ calls: 0, for: 7200 });
  await approveTyped(stage, { id });
  expect((await asking).code).toBe(0);
  await spent.ends();
});

it("reads in the refusal of an API that it can ask its person, and nothing of a login", async () => {
  const { out } = await agent.does(`nearside lease fetch https://elsewhere.example/orders`);
  expect(out).toContain("nearside lease request");
  const reader = await startAgent(stage);
  const refused = await reader.does(`nearside lease fetch ${stage.api}/orders -d '{"item":"tea"}'`);
  expect(refused.out).toMatch(/nearside lease request --scope/);
  expect(refused.out).not.toMatch(/log in/i);
  await reader.ends();
});

it("asks a limited number of times, also where the agent withdraws each request", async () => {
  const request = `${NEARSIDE} lease request --api ${stage.other} --why again`;
  for (let times = 0; times < 5; times += 1) {
    const before = requestsSoFar();
    await agent.does(`${request} &`);
    const id = await nextRequest(before);
    await agent.does("kill -TERM $!; wait $!");
    await until(
      async () =>
        rowsOf(stage, "SELECT state FROM logins WHERE id = ?", id)[0]?.["state"] === "withdrawn" ? true : undefined,
      WITHIN_MS,
      () => "the request was not withdrawn",
    );
  }
  const asked = requestsSoFar().length;
  expect((await agent.does(request)).out).toContain("asked for more too often");
  expect(requestsSoFar()).toHaveLength(asked);
});

it("refuses a sentence with characters that are not shown", async () => {
  const { code } = await agent.does(`nearside lease request --api ${stage.api} --why "$(printf 'a\\033[2Jb')"`);
  expect(code).toBe(2);
});
