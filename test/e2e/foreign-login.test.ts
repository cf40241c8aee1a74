// The attack that the project is for: somebody sends his link to a person who approves everything. The victim's browser is
// enrolled and has just approved a login of its own, so nothing but the place speaks against this one.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enrolMachine } from "../support/enrol-machine.ts";
import { openExtensionPopup } from "../support/extension-popup.ts";
import { loopbackPackets } from "../support/hosts.ts";
import { approveOn, headingOf, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import type { Machine } from "../support/machine.ts";
import { eventsAbout } from "../support/server-events.ts";
import { createWorld, ISSUER, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world?.remove());

/** The victim's own login, on the victim's own machine: its meeting is what the counter of packets would show. */
async function honestLogin(): Promise<void> {
  const before = await loopbackPackets(world.hosts.victim);
  const { cli, url } = await startLogin(world.victim);
  const page = await openLogin(world.victim, url);
  await approveOn(page);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  expect(await loopbackPackets(world.hosts.victim)).toBeGreaterThan(before);
  await page.close();
}

/** The victim opens a link that came from that machine, and tries to approve it. */
async function refusesLoginFrom(other: Machine, owner: string): Promise<void> {
  const { victim, hosts, dataFolder, server } = world;
  const touches = victim.authenticator.assertions();
  const { cli, url } = await startLogin(other, ["--scope", "deploy"]);
  const before = await loopbackPackets(hosts.victim);

  const page = await openLogin(victim, url);
  expect(await headingOf(page, /another computer/)).toBe("This login was started on another computer");
  expect(await page.getByRole("button", { name: /approve/i }).count()).toBe(0);
  // What he started stands nowhere: who only has the link learns neither program nor machine.
  expect(await page.locator("body").textContent()).not.toMatch(/deploy|shop/);

  const id = requestIdIn(url);
  await server.process.printed(new RegExp(`"request":"${id}","code":"started_elsewhere"`));
  expect(await loopbackPackets(hosts.victim)).toBe(before);
  expect(victim.authenticator.assertions()).toBe(touches);
  const events = eventsAbout(dataFolder, id);
  expect(events.map(({ kind }) => kind)).toEqual(["login_requested", "login_reported"]);
  expect(events[1]?.data).toMatchObject({ reason: "started_elsewhere" });

  const popup = await openExtensionPopup(victim.browser, page);
  await popup.shows(/A login from another computer was opened here/);
  await popup.click(".notice button");
  await popup.close();

  // The command line still waits, for nothing: Ctrl-C ends it, and no token was stored.
  expect(await loopbackPackets(hosts.victim)).toBe(before);
  cli.signal("SIGINT");
  expect(await cli.ended()).toEqual({ code: 130, signal: null });
  const whoami = await other.cli(["whoami"]);
  expect(await whoami.ended()).toEqual({ code: 4, signal: null });
  expect(whoami.stdout()).toContain(owner);
  await page.close();
}

describe("a login that was started on another computer", () => {
  it("of somebody else is refused for that reason alone, before any packet goes to loopback", async () => {
    await honestLogin();
    await refusesLoginFrom(world.attacker, "mallory");
    await honestLogin();
  });

  it("of the person's own is refused as well (threat R5)", async () => {
    const second = await world.newMachine("second", "attacker");
    await enrolMachine(second, ISSUER, "admin", await world.server.ticket("admin"), world.server.confirm);
    await honestLogin();
    await refusesLoginFrom(second, "admin");
    await honestLogin();
  });

  it("is approved where it was started", async () => {
    const { cli, url } = await startLogin(world.attacker);
    const page = await openLogin(world.attacker, url);
    await approveOn(page);
    expect(await cli.ended()).toEqual({ code: 0, signal: null });
  });
});
