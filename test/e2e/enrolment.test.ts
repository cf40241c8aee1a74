// Enrolment beyond the first machine: confirmed by an administrator, or ended before anything is bound.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { beginBrowserEnrolment, beginEnrolment, enrolMachine } from "../support/enrol-machine.ts";
import { openExtensionPopup } from "../support/extension-popup.ts";
import { approveOn, headingOf, openLogin, startLogin } from "../support/login-page.ts";
import { launchMachineBrowser, type Machine } from "../support/machine.ts";
import { createWorld, WORLD_ISSUER, type World } from "../support/world.ts";

/** `cli/problems/exit-codes.ts` */
const EXIT = { machineNotEnrolled: 3, ticketInvalid: 30, wordsDiffer: 32, ticketUsed: 68, ticketForeign: 99 } as const;
let world: World;
beforeAll(async () => {
  world = await createWorld("victim's");
});
afterAll(() => world?.remove());

async function exitCode(machine: Machine, args: readonly string[], typed = ""): Promise<number | null> {
  const cli = await machine.cli(args);
  cli.type(typed);
  return (await cli.ended()).code;
}

const login = ["login", "--no-browser"];
const enroll = ["enroll", WORLD_ISSUER, "--no-open"];

describe("a machine of another user", () => {
  it("waits for the administrator to type its words, and no other words", async () => {
    const bob = await world.newMachine("bob", "attacker");
    const ticket = await world.server.ticket("bob");
    const { cli, page, window, words } = await beginEnrolment(bob, WORLD_ISSUER, "bob", ticket);
    cli.type("yes\n");
    await cli.printed(/Read these six words to your administrator/);
    await headingOf(page, /^Waiting for your administrator/);
    await headingOf(window, /^Waiting for your administrator/);
    expect(await exitCode(bob, login)).toBe(EXIT.machineNotEnrolled);

    const others = words.split(" ").reverse().join(" ");
    await expect(world.server.admit(others)).rejects.toThrow(/admit ended with/);
    expect(await exitCode(bob, login)).toBe(EXIT.machineNotEnrolled);

    await world.server.admit(words);
    expect((await cli.ended()).code).toBe(0);
    await headingOf(page, /^This computer is enrolled/);
    const { cli: asks, url } = await startLogin(bob);
    const approval = await openLogin(bob, url);
    await approveOn(approval);
    expect((await asks.ended()).code).toBe(0);
  });

  it("binds nothing where the words differ", async () => {
    const carol = await world.newMachine("carol", "attacker");
    const ticket = await world.server.ticket("carol");
    const { cli, page, window } = await beginEnrolment(carol, WORLD_ISSUER, "carol", ticket);
    cli.type("no\n");
    expect((await cli.ended()).code).toBe(EXIT.wordsDiffer);
    await headingOf(window, /^Nothing was enrolled/);
    await headingOf(page, /ended/);
    expect(await exitCode(carol, login)).toBe(EXIT.machineNotEnrolled);
    await window.close();
    await page.close();

    // She begins again with the same ticket.
    await enrolMachine(carol, WORLD_ISSUER, "carol", ticket, world.server.admit);
  });
});

it("says one thing in the extension's popup: where the enrolment continues", async () => {
  const frank = await world.newMachine("frank", "attacker");
  const cli = await frank.cli(enroll);
  cli.type(`frank\n${await world.server.ticket("frank")}\n`);
  const [url] = await cli.printed(/https?:\/\/\S+\/enroll\/en_[\w-]{22}/);
  const page = await frank.browser.context.newPage();
  await page.goto(url);
  await headingOf(page, /^Click the Nearside icon/);
  const popup = await openExtensionPopup(frank.browser, page);
  await popup.shows(/Continue in the Nearside window that opens/);
  expect(await popup.text()).not.toContain("not enrolled");
  await popup.close();
  await cli.stop();
});

describe("a ticket", () => {
  it("is valid for its user alone, and once", async () => {
    const dave = await world.newMachine("dave", "attacker");
    const ticket = await world.server.ticket("dave");
    // The server doesn't say whose it is.
    expect(await exitCode(dave, enroll, `admin\n${ticket}\n`)).toBe(EXIT.ticketForeign);
    expect(await exitCode(dave, login)).toBe(EXIT.machineNotEnrolled);

    await enrolMachine(dave, WORLD_ISSUER, "dave", ticket, world.server.admit);
    const thief = await world.newMachine("thief", "attacker", "none");
    expect(await exitCode(thief, enroll, `dave\n${ticket}\n`)).toBe(EXIT.ticketUsed);
    expect(await exitCode(thief, enroll, "dave\n0000-0000-0000-0000-0000-0000-0000-0000\n")).toBe(EXIT.ticketInvalid);
  });
});

describe("a further browser of a machine", () => {
  it("is added by its device key and its passkey, and then approves as the first does", async () => {
    const browser = await launchMachineBrowser(world.placeOf("victim", "victim"), "other-browser");
    world.atEnd(browser.kill);
    const victim: Machine = { ...world.victim, browser };
    const { cli, page, window, words } = await beginBrowserEnrolment(victim, WORLD_ISSUER);
    cli.type("yes\n");
    await cli.printed(/Read these six words to your administrator/);
    await world.server.admit(words);
    expect((await cli.ended()).code).toBe(0);
    expect(cli.stderr()).toMatch(/This browser was added for admin/);
    await window.close();
    await page.close();

    for (const machine of [victim, world.victim]) {
      const { cli: asks, url } = await startLogin(machine);
      const approval = await openLogin(machine, url);
      await approveOn(approval);
      expect((await asks.ended()).code).toBe(0);
      await approval.close();
    }
  });
});
