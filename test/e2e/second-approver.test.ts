// Logins that others approve too: three people on machines of their own, each in a network namespace with a real browser, and the
// extension's own window between the page and every signature.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANYBODY } from "../kit/rules.ts";
import { openRequest, reviewWindow, type WaitingLogin, waitingLogin } from "../support/approvals-page.ts";
import { goTo, newTab } from "../support/console-page.ts";
import { enrolMachine } from "../support/enrol-machine.ts";
import { headingOf } from "../support/login-page.ts";
import type { Machine } from "../support/machine.ts";
import { press, seen } from "../support/page-controls.ts";
import type { Process } from "../support/process.ts";
import { demand, publishRules } from "../support/rules.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { createWorld, type World } from "../support/world.ts";

/** `cli/problems/exit-codes.ts` */
const DENIED = 20;
const INTERRUPTED = 130;
const STEP_MS = 30_000;

let world: World;
/** Carol sits at a third machine. */
let carol: Machine;
/** Each approver's page of the inbox. */
let adminPage: Page;
let carolPage: Page;

beforeAll(async () => {
  world = await createWorld();
  carol = await world.newMachine("carol", "victim");
  await enrolMachine(carol, world.issuer, "carol", await world.server.ticket("carol"), world.server.admit);
  adminPage = await newTab(world.victim);
  carolPage = await newTab(carol);
}, 120_000);
afterAll(() => world?.remove());

const ONE = demand('@require_second_approver("user:admin") @within("5m")');
const TWO = demand('@require_second_approver("user:admin user:carol") @quorum("2") @within("5m")');

const waits = (terminal = false): Promise<WaitingLogin> => waitingLogin(world.attacker, [], terminal);
const open = (page: Page, id: string): Promise<void> => openRequest(page, world.issuer, id);

/** The whole way of an approval: window, passkey. */
async function approveAs(machine: Machine, page: Page, id: string): Promise<void> {
  await open(page, id);
  const window = await reviewWindow(machine, page, "Approve");
  await seen(window.getByRole("heading", { name: /asks for your approval/ }));
  await press(window.getByRole("button", { name: "Approve", exact: true }));
  await page.bringToFront();
}

async function endsWith(cli: Process, code: number): Promise<void> {
  expect(await cli.ended(STEP_MS), cli.stderr()).toEqual({ code, signal: null });
}

describe("one second person", () => {
  beforeAll(() => publishRules(world.server, ANYBODY, ONE));

  it("sees in the extension's own window what was signed, approves it, and the terminal continues", async () => {
    const { cli, page, id } = await waits();
    await goTo(adminPage, `${world.issuer}/approvals`, /^Approvals/);
    await seen(adminPage.getByRole("link", { name: "mallory" }));
    await open(adminPage, id);
    const window = await reviewWindow(world.victim, adminPage, "Approve");
    const shown = window.locator("main");
    await seen(window.getByRole("heading", { name: /mallory asks for your approval/ }));
    const text = (await shown.textContent()) ?? "";
    for (const words of ["nearside login", "~/shop", "Machine key", "over loopback", "user:admin"])
      expect(text).toContain(words);
    await press(window.getByRole("button", { name: "Approve", exact: true }));
    const pressed = performance.now();
    await adminPage.bringToFront();
    await endsWith(cli, 0);
    console.info(`second approval to token: ${Math.round(performance.now() - pressed)} ms`);
    expect(cli.stderr()).toContain("You are signed in");
    expect(await headingOf(page, /^Approved/)).toMatch(/^Approved/);
    await page.close();

    // an approver may end its tokens
    await adminPage.reload();
    await headingOf(adminPage, /asks for your approval/);
    await press(adminPage.getByRole("button", { name: "End", exact: true }));
    await press(adminPage.getByRole("dialog").getByRole("button", { name: "End", exact: true }));
    await seen(adminPage.getByText("1 login ended."));
  });

  it("refuses with a reason, which the terminal quotes and the log keeps", async () => {
    const { cli, page, id } = await waits();
    await open(adminPage, id);
    const window = await reviewWindow(world.victim, adminPage, "Refuse with a reason");
    await window.getByRole("textbox").fill("use the staging API");
    await press(window.getByRole("button", { name: "Refuse", exact: true }));
    await endsWith(cli, DENIED);
    expect(cli.stderr()).toContain("use the staging API");
    expect(storedEventsAbout(world.dataFolder, id).at(-1)).toMatchObject({ data: { reason: "use the staging API" } });
    await page.close();
  });

  it("asks one question back, which is answered in the terminal, and shown before the approval", async () => {
    const { cli, page, id } = await waits(true);
    await open(adminPage, id);
    const asking = await reviewWindow(world.victim, adminPage, "Ask");
    await asking.getByRole("textbox").fill("Is it backed up?");
    await press(asking.getByRole("button", { name: "Ask", exact: true }));
    await cli.printed(/admin asks: Is it backed up\?[\s\S]*Your answer:/, STEP_MS);
    cli.type("Yes, an hour ago\n");
    await cli.printed(/Your answer was signed and sent to admin/, STEP_MS);
    await seen(adminPage.getByText("Yes, an hour ago"));
    const window = await reviewWindow(world.victim, adminPage, "Approve");
    await seen(window.getByText("Yes, an hour ago"));
    await press(window.getByRole("button", { name: "Approve", exact: true }));
    await adminPage.bringToFront();
    await endsWith(cli, 0);
    await page.close();
  });

  it("is asked for nothing any more once Ctrl-C has withdrawn it", async () => {
    const { cli, page, id } = await waits();
    await open(adminPage, id);
    cli.signal("SIGINT");
    await endsWith(cli, INTERRUPTED);
    await seen(adminPage.getByText("The person who asked withdrew it."));
    expect(storedEventsAbout(world.dataFolder, id).at(-1)).toMatchObject({ kind: "login_withdrawn" });
    await page.close();
  });
});

describe("two further people", () => {
  beforeAll(() => publishRules(world.server, ANYBODY, TWO));

  it("both approve, each on a machine of their own, and one of them is not enough", async () => {
    const { cli, page, id } = await waits();
    await approveAs(world.victim, adminPage, id);
    await cli.printed(/1 of 2 has approved so far/, STEP_MS);
    await approveAs(carol, carolPage, id);
    await endsWith(cli, 0);
    await page.close();
  });
});

describe("the terminal", () => {
  it("of one who is asked lists what waits", async () => {
    await publishRules(world.server, ANYBODY, ONE);
    const { cli, page, id } = await waits();
    const list = await world.victim.cli(["approvals"]);
    await list.printed(new RegExp(`/approvals/${id}`), STEP_MS);
    await endsWith(list, 0);
    cli.signal("SIGINT");
    await endsWith(cli, INTERRUPTED);
    await page.close();
  });
});
