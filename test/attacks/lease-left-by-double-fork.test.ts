// A7: a process leaves the tree of its lease by a double fork, to count as its person's own. It stays within, and once the lease is over
// it has nothing.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { callingProgram, type LeaseStage, NEARSIDE, openLeaseStage, startAgent } from "../steps/leasing.ts";
import { approveTyped, startLogin } from "../steps/real-command-line.ts";
import { afterTests } from "../support/after-tests.ts";
import { until } from "../support/until.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const WITHIN_MS = 30_000;
const atEnd = afterTests();
let stage: LeaseStage;
beforeAll(async () => {
  stage = await openLeaseStage(atEnd);
  const login = await startLogin(stage.home.nearside, ["--resource", stage.api, "--scope", "orders:write"]);
  await approveTyped(stage, login);
  expect((await login.cli.ended()).code).toBe(0);
});

/** Within the quotes of another shell line. */
const quoted = (line: string): string => line.replaceAll('"', "'");
const NEARSIDE_QUOTED = quoted(NEARSIDE);

/** A shell line that runs another in a session of its own, whose parent has ended by then. @param before a program that it is run by */
const orphaned = (line: string, file: string, before = ""): string =>
  `(${before} setsid sh -c "until [ \\$(ps -o ppid= -p \\$\\$) != $$ ]; do sleep 0.05; done; ${line} > '${file}' 2>&1; echo == \\$? >> '${file}'" &)`;

const written = (file: string): Promise<string> =>
  until(
    async () => {
      const text = await readFile(file, "utf8").catch(() => "");
      return text.includes("== ") ? text : undefined;
    },
    WITHIN_MS,
    () => `nothing came to ${file}`,
  );

it("stays in the tree: the process has what the lease allows, and does not count as its person", async () => {
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

it("refuses a token of its person's login, wherever its environment says that a keeper is", async () => {
  const agent = await startAgent(stage);
  const file = join(stage.home.folder, "token");
  const before = "env -u NEARSIDE_LEASE XDG_RUNTIME_DIR=/run/elsewhere";
  await agent.does(orphaned(`${NEARSIDE_QUOTED} token --resource ${stage.api}`, file, before));
  const said = await written(file);
  expect(said).toMatch(/runs under a lease[\s\S]*== 161/);
  expect(said).not.toContain("eyJ");
  await agent.ends();
});

it("has nothing once the lease has ended with its first process", async () => {
  const agent = await startAgent(stage);
  const file = join(stage.home.folder, "afterwards");
  await agent.does(orphaned(`sleep 3; ${NEARSIDE_QUOTED} lease fetch ${stage.api}/orders`, file));
  await agent.ends();
  expect(await written(file)).toMatch(/This lease was ended[\s\S]*== 168/);
  const login = await startLogin(stage.home.nearside); // its person logs in as before
  await login.cli.stop();
});

it("never counts as its person where `nearside lease run` was killed, and can't remove its mark", async () => {
  const agent = await startAgent(stage);
  const [token, begun] = [join(stage.home.folder, "token-alone"), join(stage.home.folder, "begun-alone")];
  const alone = `until ! kill -0 ${agent.cli.pid}; do sleep 0.05; done`;
  // Root's own powers are left out: they take it off.
  const unmark = "setpriv --bounding-set=-all --inh-caps=-all prlimit --locks=unlimited echo unmarked";
  const asking = `env -u NEARSIDE_LEASE ${NEARSIDE_QUOTED} token --resource ${stage.api}`;
  await agent.does(orphaned(`${alone}; { ${unmark}; ${asking}; }`, token));
  const program = await callingProgram(stage, {
    verb: "lease_begin",
    agent: { name: "x", program: "/x" },
    wish: { access: [{ resource: stage.api, scope: "" }], for: 60 },
    ...{ opens_page: false, issuer: null, user: null, client_id: null },
  });
  await agent.does(orphaned(`${alone}; ${quoted(program)}`, begun));
  agent.cli.signal("SIGKILL");
  const said = await written(token);
  expect(said).toMatch(/Operation not permitted[\s\S]*runs under a lease[\s\S]*== 161/);
  expect(said).not.toMatch(/eyJ|unmarked/);
  expect(await written(begun)).toContain('{"refused":"inside_a_lease"}');
});
