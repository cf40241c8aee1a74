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
