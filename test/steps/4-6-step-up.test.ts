// An API demands a login of just now (RFC 9470) from a program that imports the SDK. Everything is as it ships but the browser
// and its person, who are in software.
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { onTestFinished as atEnd, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { movableClock } from "../support/movable-clock.ts";
import { startOrdersApi } from "../support/orders-api.ts";
import { installOrders } from "../support/orders-program.ts";
import { repository } from "../support/repository.ts";
import { knowing } from "./people.ts";
import { approveTyped, enrolCommandLine, newAccount } from "./real-command-line.ts";
import { openStage } from "./stage.ts";

/** Seconds: long enough for a busy machine to get from the approval to the API, and within what clocks may differ by. */
const MAX_AGE = 40;
const SCOPE = "orders:write";

/** Clears all orders whenever a line is typed. */
const PROGRAM = `
import { createInterface } from "node:readline";
import { Nearside } from "@nearside/cli/sdk";
const [api] = process.argv.slice(2);
const onEvent = ({ type, message }) => console.error(type, message);
const nearside = await Nearside.open({ clientId: "orders-cli", openBrowser: false, onEvent });
const session = await nearside.signIn({ scope: "${SCOPE}", resource: api, stepUp: true });
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const answer = await session.fetch(api + "/orders", { method: "DELETE" });
  console.log(line, answer.status);
}
`;

it("asks the person once more for exactly that, and then does what the program was told", async () => {
  const api = `http://localhost:${await freePort()}`;
  const orders = { id: "orders-cli", name: "Orders", scopes: [SCOPE], resources: [api] };
  // of server and API: the person's own machine is not moved
  const clock = movableClock(atEnd);
  const stage = await openStage(atEnd, { ...(await knowing(atEnd, [orders])), ...clock.settings });
  const env = { PATH: process.env["PATH"] ?? "", ...clock.settings };
  const args = ["--max-age", String(MAX_AGE)];
  const { stop } = await startOrdersApi({ issuer: stage.issuer, origin: api, env, args });
  atEnd(async () => void (await stop()));

  const { home, run } = await newAccount(atEnd);
  await enrolCommandLine(stage, (words) => run(join(repository, "cli/bin/nearside.js"), words));
  const file = join(dirname(await installOrders(join(home, "orders"))), "clear.mjs");
  await writeFile(file, PROGRAM);
  const program = await run(file, [api]);
  const loginAfter = async (what: string): Promise<string> =>
    (await program.printed(new RegExp(`${what}[^]*/approve/(rq_[\\w-]{22})`)))[1] ?? "";

  await approveTyped(stage, { id: await loginAfter("approval_needed") });
  await program.printed(/ready/);
  program.type("young\n");
  await program.printed(/young 200/);
  expect(program.stderr()).not.toContain("step_up");

  clock.set(MAX_AGE + 1);
  program.type("old\n");
  await approveTyped(stage, { id: await loginAfter("step_up") });
  await program.printed(/old 200/);
  expect(program.stderr().match(/step_up/g)).toHaveLength(1);
  expect(program.stderr().match(/approval_needed/g)).toHaveLength(2);
});
