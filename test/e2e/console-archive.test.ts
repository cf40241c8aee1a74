// Old logins in the console: an owner sees what would leave the database, has it moved by the keyboard and a touch, and sees it done.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { byKeyboard, expectNoFlaws, goTo, newTab } from "../support/console-page.ts";
import { startServer } from "../support/nearside-server.ts";
import { seen } from "../support/page-controls.ts";
import { createWorld, type World } from "../support/world.ts";

/** More than the server moves by itself in two minutes. */
const LOGINS = 5000;
const OLD_MS = 100 * 86_400_000;

const loginId = (nth: number): string => `rq_${String(nth).padStart(21, "A")}A`;

let world: World;
beforeAll(async () => {
  world = await createWorld("victim's");
});
afterAll(() => world?.remove());

/** Starts the server again, with an archive and old logins. */
async function restartWithArchive(): Promise<void> {
  const archive = await mkdtemp(join(tmpdir(), "nearside-archive-"));
  world.atEnd(() => rm(archive, { recursive: true, force: true }));
  await world.server.stop();
  addOldLogins(world.dataFolder);
  const settings = { ...world.serverPlace.settings, NEARSIDE_RETENTION_ARCHIVE: archive };
  const server = await startServer({ ...world.serverPlace, settings });
  world.atEnd(server.stop);
}

/** Logins of the owner that expired without a token. No server has the database now. */
function addOldLogins(dataFolder: string): void {
  const database = new DatabaseSync(join(dataFolder, "nearside.db"));
  const at = Date.now() - OLD_MS;
  const add = database.prepare(`
    insert into logins (id, device_code_hash, state, client_id, device_jkt, session_jkt, user_id, bound_set_id, device_statement, request, facts,
      data, created_at, expires_at, decided_at, waited_until, version)
    select ?1, ?1, 'expired', 'nearside-cli', jkt, 's', user_id, bound_set_id, '', '', '{}', '{}', ?2, ?2, ?2, ?2, 1
    from devices join bound_sets on bound_sets.id = bound_set_id join users on users.id = user_id where users.name = 'admin' limit 1`);
  database.exec("begin");
  for (let nth = 0; nth < LOGINS; nth += 1) add.run(loginId(nth), at);
  database.exec("commit");
  database.close();
}

it("shows an owner what would go, moves it by the keyboard and a touch, and says what it moved", async () => {
  await restartWithArchive();
  const page = await newTab(world.victim);
  await goTo(page, `${world.issuer}/console/archive`, /^Archive/);
  const bySelf = page.getByText(/^The server itself moved [\d,]+ logins and 0 log entries/);
  await seen(bySelf);
  const row = page.getByRole("row", { name: /^Logins without a token/ });
  await seen(row.getByText(/^[1-3],000$/));
  await expectNoFlaws(page);
  await byKeyboard(page, page.getByRole("button", { name: "Move now", exact: true }));
  await seen(
    page.getByRole("dialog").getByText(/^The server moves [1-3],000 logins and 0 log entries from the database/),
  );
  await expectNoFlaws(page);
  await byKeyboard(page, page.getByRole("dialog").getByRole("button", { name: "Move", exact: true }));
  await seen(row.getByText("0", { exact: true }));
  await seen(page.getByText(/moved [1-3],000 logins and 0 log entries/));
  await expectNoFlaws(page);
  expect(await bySelf.count()).toBe(0);
  expect(await page.getByRole("button", { name: "Move now", exact: true }).count()).toBe(0);
  await byKeyboard(page, page.getByRole("link", { name: "security log", exact: true }));
  await seen(page.getByRole("row", { name: /^Old logins moved to the archive/ }).first());
  await goTo(page, `${world.issuer}/console/log/login/${loginId(0)}`, /^Login$/);
  await seen(page.getByText(/nearside-server archive evidence/));
  await expectNoFlaws(page);
});
