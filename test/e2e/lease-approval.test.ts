// A person approves what an agent may do, in a real browser: she reads it in words, touches once, and she ends it herself.
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { approveOn, openLogin, requestIdIn } from "../support/login-page.ts";
import { seen } from "../support/page-controls.ts";
import { flawsIn } from "../support/page-flaws.ts";
import { repository } from "../support/repository.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { API_ORIGIN, createWorld, type World } from "../support/world.ts";

const NEARSIDE = `"${process.execPath}" "${join(repository, "cli/bin/nearside.js")}"`;
let world: World;

beforeAll(async () => {
  world = await createWorld("victim's");
  const keeper = await world.victim.cli(["keeper", "run"]);
  world.atEnd(async () => void (await keeper.stop()));
  await keeper.printed(/The keeper runs/);
});
afterAll(() => world?.remove());

it("starts the agent once she has touched, and ends its access when she says so", async () => {
  const lease = ["--api", API_ORIGIN, "--scope", "orders:read", "--calls", "50", "--for", "2h"];
  const about = ["--name", "Claude Code", "--why", "weekly report"];
  const cli = await world.victim.cli([
    ...["lease", "run", "--no-browser", ...lease, ...about, "--"],
    ...["sh", "-c", `${NEARSIDE} lease list; read -r line; ${NEARSIDE} lease list; exit 5`],
  ]);
  const [url] = await cli.printed(/https?:\/\/\S+\/approve\/rq_[\w-]{22}/);
  const page = await openLogin(world.victim, url);
  await seen(page.getByText("Claude Code").first());
  await seen(page.getByText("weekly report").first());
  await seen(page.getByText("At most 50 calls").first());
  expect(await flawsIn(page)).toEqual([]);
  expect(cli.stdout()).toBe("");
  await approveOn(page);
  await cli.printed(/orders:read[\s\S]*rq_/);
  const id = requestIdIn(url);
  expect(storedEventsAbout(world.dataFolder, id).map(({ kind }) => kind)).toContain("lease_began");
  const ending = await world.victim.cli(["lease", "end", id]);
  expect((await ending.ended()).code, ending.stderr()).toBe(0);
  cli.type("go on\n");
  expect((await cli.ended()).code).toBe(5);
  expect(cli.stderr()).toContain("ended before its program did. The agent ended it.");
  await page.close();
});
