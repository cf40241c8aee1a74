// A login that was started on one machine and is opened in the browser of another, whose person tries all there is to approve
// it: what R1 and R5 share. Both machines are whole: command line, browser, extension and authenticator of their own.
import { strict as assert } from "node:assert";
import { openExtensionPopup } from "../support/extension-popup.ts";
import { type Host, loopbackPackets } from "../support/hosts.ts";
import { approveOn, headingOf, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import type { Machine } from "../support/machine.ts";
import { rowsOf, storedEventsAbout } from "../support/server-rows.ts";
import type { World } from "../support/world.ts";

/** A machine, and the host whose loopback is its own. */
export interface Seat {
  readonly machine: Machine;
  readonly host: Host;
  readonly owner: string;
}

/** `cli/problems/exit-codes.ts` */
const NOBODY_LOGGED_IN = 4;

/** A login of that machine, approved on that machine: its meeting is what the counter of packets shows. */
export async function honestLogin({ machine, host, owner }: Seat): Promise<void> {
  const before = await loopbackPackets(host);
  const { cli, url } = await startLogin(machine);
  const page = await openLogin(machine, url);
  await approveOn(page);
  assert.deepEqual(await cli.ended(), { code: 0, signal: null }, cli.stderr());
  assert.ok((await loopbackPackets(host)) > before);
  await page.close();
  await whoami(machine, 0, owner);
}

/**
 * Starts a login on `started`, opens its link at `opened`, and sees it refused for that reason alone: `started_elsewhere`,
 * before any packet went to a loopback port. The very same login is then approved where it was started.
 */
export async function refusedElsewhere(world: World, started: Seat, opened: Seat): Promise<void> {
  const { dataFolder, server } = world;
  const { machine: victim, host } = opened;
  await (await started.machine.cli(["logout"])).ended();
  const touches = victim.authenticator.assertions();
  const { cli, url } = await startLogin(started.machine, ["--scope", "deploy"]);
  const id = requestIdIn(url);
  const before = await loopbackPackets(host);
  const page = await openLogin(victim, url);
  const line = `"request":"${id}","code":"started_elsewhere"`;
  for (const again of [false, true]) {
    if (again) await page.reload();
    const heading = await headingOf(page, /another computer/);
    assert.equal(heading, "This login was started on another computer");
    assert.equal(await page.getByRole("button", { name: /approve/i }).count(), 0);
    // The page shows nothing of what was asked: a person who only has the link learns neither program nor machine.
    assert.doesNotMatch((await page.locator("body").textContent()) ?? "", /deploy|shop/);
    await server.process.printed(new RegExp(line));
  }
  const popup = await openExtensionPopup(victim.browser, page);
  await popup.shows(/A login from another computer was opened here/);
  await popup.click(".notice button");
  await popup.close();

  // Nothing moved, and the log names it: once, however often the link is opened.
  assert.equal(await loopbackPackets(host), before);
  assert.equal(victim.authenticator.assertions(), touches);
  const events = storedEventsAbout(dataFolder, id);
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ["login_requested", "login_reported"],
  );
  assert.equal(events[1]?.data["reason"], "started_elsewhere");
  // It names both: who started it, and whose browser was sent the link.
  const nameOf = (id: unknown) =>
    rowsOf({ dataFolder }, "SELECT name FROM users WHERE id = ?", String(id))[0]?.["name"];
  assert.equal(nameOf(events[1]?.data["owner_user_id"]), started.owner);
  assert.equal(nameOf(events[1]?.data["reporter_user_id"]), opened.owner);
  assert.deepEqual(rowsOf({ dataFolder }, "SELECT state FROM logins WHERE id = ?", id)[0]?.["state"], "pending");
  assert.deepEqual(rowsOf({ dataFolder }, "SELECT id FROM token_families WHERE login_id = ?", id), []);
  await whoami(started.machine, NOBODY_LOGGED_IN, started.owner);
  await page.close();

  // Nothing but the place spoke against it.
  const there = await openLogin(started.machine, url);
  await approveOn(there);
  assert.deepEqual(await cli.ended(), { code: 0, signal: null }, cli.stderr());
  await there.close();
  await whoami(started.machine, 0, started.owner);
}

async function whoami(machine: Machine, code: number, owner: string): Promise<void> {
  const shown = await machine.cli(["whoami"]);
  assert.deepEqual(await shown.ended(), { code, signal: null });
  assert.ok(shown.stdout().includes(owner), shown.stdout());
}
