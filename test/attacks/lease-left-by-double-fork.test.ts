// A7: a process leaves the tree of its lease by a double fork, to count as its person's own. It stays within, and once the lease is over
// it has nothing.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { type LeaseStage, NEARSIDE, openLeaseStage, startAgent } from "../steps/leasing.ts";
import { startLogin } from "../steps/real-command-line.ts";
import { afterTests } from "../support/after-tests.ts";
import { until } from "../support/until.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const WITHIN_MS = 30_000;
const atEnd = afterTests();
let stage: LeaseStage;
beforeAll(async () => {
  stage = await openLeaseStage(atEnd);
});

/** Within the quotes of another shell line. */
const NEARSIDE_QUOTED = NEARSIDE.replaceAll('"', "'");

/** A shell line that runs another in a session of its own, whose parent has ended by then. */
const orphaned = (line: string, file: string): string =>
  `(setsid sh -c "until [ \\$(ps -o ppid= -p \\$\\$) != $$ ]; do sleep 0.05; done; ${line} > '${file}' 2>&1; echo == \\$? >> '${file}'" &)`;

const written = (file: string): Promise<string> =>
  until(
    async () => {
      const text = await readFile(file, "utf8").catch(() => "");
      return text.includes("== ") ? text : undefined;
    },
    WITHIN_MS,
    () => `nothing came to ${file}`,
  );

it("stays in the tree: it has what the lease allows, and is not its person", async () => {
  const agent = await startAgent(stage);
  const [fetched, loggedIn] = [join(stage.home.folder, "fetched"), join(stage.home.folder, "logged-in")];
  await expectUnmoved(stage, async () => {
    await agent.does(orphaned(`env -u NEARSIDE_LEASE ${NEARSIDE_QUOTED} login --no-browser`, loggedIn));
    expect(await written(loggedIn)).toMatch(/runs under a lease[\s\S]*== 161/);
  });
  await agent.does(orphaned(`${NEARSIDE_QUOTED} lease fetch ${stage.api}/orders`, fetched));
  expect(await written(fetched)).toContain("one coffee");
  await agent.ends();
});

it("has nothing once the lease has ended with its first process", async () => {
  const agent = await startAgent(stage);
  const file = join(stage.home.folder, "afterwards");
  await agent.does(orphaned(`sleep 3; ${NEARSIDE_QUOTED} lease fetch ${stage.api}/orders`, file));
  await agent.ends();
  expect(await written(file)).toMatch(/was not started under that lease[\s\S]*== 162/);
  const login = await startLogin(stage.home.nearside); // its person goes on as ever
  await login.cli.stop();
});
