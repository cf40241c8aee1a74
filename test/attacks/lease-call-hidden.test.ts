// A17: an agent hides a call from the record that its person reads: it makes many others at the same moment, has the API answer with a
// status that HTTP has not, or not at all, makes it by itself with a token of the SDK, or ends right after it. Each is told.
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openLeaseStage, sdkProgram, startAgent } from "../steps/leasing.ts";
import { afterTests } from "../support/after-tests.ts";
import { rowsOf } from "../support/server-rows.ts";
import { until } from "../support/until.ts";

const atEnd = afterTests();
const WITHIN_MS = 30_000;
/** More than the keeper tells of in one message, and than the server keeps of one token. */
const CALLS = 90;

/** Makes that many requests, eight at a time, and says how many were answered. */
const MANY = `
const net = require("node:net");
const [socket, lease] = process.env.NEARSIDE_LEASE.split("#");
const fetched = (url) => new Promise((ended) => {
  const call = net.connect(socket);
  let said = "";
  call.on("data", (text) => { said += text; });
  call.on("error", () => undefined);
  call.on("close", () => ended(said.includes("fetched")));
  call.write(JSON.stringify({ nearside: 1, verb: "lease_fetch", lease, url, method: "GET", headers: [], body: null }) + "\\n");
});
let next = 0;
let answered = 0;
const work = async () => {
  while (next < Number(process.argv[3])) if (await fetched(process.argv[2] + "/orders/" + next++)) answered += 1;
};
Promise.all(Array.from({ length: 8 }, work)).then(() => console.log("answered " + answered));`;

it("records every call", async () => {
  const stage = await openLeaseStage(atEnd);
  const odd = createServer(({ url }, answer) => {
    if (url === "/never") answer.destroy();
    else answer.writeHead(999).end();
  });
  await new Promise<void>((listens) => odd.listen(Number(new URL(stage.other).port), "127.0.0.1", listens));
  atEnd(() => new Promise<void>((closed) => odd.close(() => closed())));
  const agent = await startAgent(stage, ["--api", stage.api, "--scope", "orders:read", "--api", stage.other]);
  const program = join(stage.home.folder, "many.cjs");
  await writeFile(program, MANY);
  const { out } = await agent.does(`"${process.execPath}" ${program} ${stage.api} ${CALLS}`);
  expect(out).toBe(`answered ${CALLS}\n`);
  await agent.does(`nearside lease fetch ${stage.other}/odd`);
  await agent.does(`nearside lease fetch ${stage.other}/never`);
  const own = await sdkProgram(
    stage,
    `const nearside = await Nearside.open({ clientId: "nearside-cli" });
     const session = await nearside.signIn({ resource: "${stage.api}", scope: "orders:read" });
     console.log((await session.fetch("${stage.api}/orders/by-itself?secret=1")).status);`,
  );
  expect((await agent.does(own)).code).toBe(0);
  await agent.ends(); // at once: what is left is told all the same
  const wanted = [
    `${stage.api}/orders/by-itself`,
    ...Array.from({ length: CALLS }, (_, number) => `${stage.api}/orders/${number}`),
    ...[`${stage.other}/odd`, `${stage.other}/never`],
  ].toSorted();
  const rows = await until(
    async () => {
      const found = rowsOf(stage, "SELECT url, status FROM lease_calls");
      return found.length === wanted.length ? found : undefined;
    },
    WITHIN_MS,
    () => `${rowsOf(stage, "SELECT url FROM lease_calls").length} of ${wanted.length} calls were told`,
  );
  expect(rows.map(({ url }) => String(url)).toSorted()).toEqual(wanted);
  const statusOf = (url: string) => rows.find((row) => row["url"] === url)?.["status"];
  expect([statusOf(`${stage.other}/odd`), statusOf(`${stage.other}/never`)]).toEqual([599, 0]);
  expect(statusOf(`${stage.api}/orders/by-itself`)).toBe(0);
});
