// Step-up rules as the person meets them: the page asks for what is missing, one thing at a time, and the command line says the same.
import { decodeJwt } from "jose";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANYBODY } from "../kit/rules.ts";
import { openExtensionPopup } from "../support/extension-popup.ts";
import { approveOn, headingOf, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import { press, seen } from "../support/page-controls.ts";
import { flawsIn } from "../support/page-flaws.ts";
import type { Process } from "../support/process.ts";
import { publishRules } from "../support/rules.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { createWorld, SHORT_CLIENT, type World } from "../support/world.ts";

/** `cli/problems/exit-codes.ts` */
const NOT_SIGNED_IN = 4;
const DENIED = 20;
const RULE_DENIED = 90;

const REASON = `@id("deploy-reason") @title("Deployments need a reason") @says("Say what you are about to do.")
@require_justification
forbid (principal, action == Action::"approve", resource) when { context.scopes.contains("deploy") };`;
const TICKET = `@id("deploy-ticket") @title("Deployments need a ticket")
@require_ticket("OPS CHG")
forbid (principal, action == Action::"approve", resource) when { context.scopes.contains("deploy") };`;
const READ_ONLY = `@id("new-machine") @title("New computers only read") @says("Tomorrow it may write, too.")
@scopes("orders:read") @access_token_life("5m")
forbid (principal, action, resource) when { context.machine.age_hours < 24 };`;
const CLOSED = `@id("closed") @title("Nobody deploys today") @says("Ask #on-call.")
forbid (principal, action == Action::"approve", resource) when { context.scopes.contains("deploy") };`;
const STAND = `@id("ten-minutes") @title("Ten minutes for one terminal") @stand("10m")
permit (principal, action == Action::"approve", resource);`;

const FRESH = `@id("fresh") @title("Fresh") @says("Touch it every ten seconds.") @require_fresh_touch("10s")
forbid (principal, action == Action::"refresh", resource);`;
/** Longer than that takes to be too old. */
const FRESH_WITHIN_MS = 30_000;

let world: World;
beforeAll(async () => {
  world = await createWorld("victim's");
});
afterAll(() => world?.remove());

async function begin(...args: readonly string[]) {
  const { cli, url } = await startLogin(world.victim, args);
  const page = await openLogin(world.victim, url);
  return { cli, page, id: requestIdIn(url) };
}

async function endsWith(cli: Process, code: number): Promise<void> {
  expect(await cli.ended(), cli.stderr()).toEqual({ code, signal: null });
}

const fact = (page: Page, name: string) =>
  page.locator(".facts dt", { hasText: new RegExp(`^${name}$`) }).locator("xpath=following-sibling::dd");

describe("a rule that wants to know more", () => {
  it("is told by page and terminal, one thing at a time; what was typed is in the decision that is approved", async () => {
    await publishRules(world.server, ANYBODY, REASON, TICKET);
    const touches = world.victim.authenticator.assertions();
    const { cli, page, id } = await begin("--scope", "deploy", "--json");
    await headingOf(page, /^Why do you need this/);
    await seen(page.getByText("Say what you are about to do."));
    const [line] = await cli.printed(/\{"wanted":.*\}\n/);
    expect(JSON.parse(line)).toMatchObject({ wanted: { what: "justification", rules: [{ id: "deploy-reason" }] } });
    await cli.printed(
      /Your browser asks for a reason first\. "Deployments need a reason": Say what you are about to do\./,
    );

    const reason = page.getByRole("textbox", { name: "Your reason" });
    await reason.press("Enter");
    await seen(page.getByText("at least ten letters"));
    await reason.fill("Bring the fix for the checkout live");
    await reason.press("Enter");

    await headingOf(page, /^Which ticket/);
    await cli.printed(/ticket number first, such as OPS-1234 or CHG-1234\. "Deployments need a ticket"\./);
    const ticket = page.getByRole("textbox", { name: "Ticket number" });
    await ticket.fill("web-12");
    await press(page.getByRole("button", { name: "Continue" }));
    await seen(page.getByText("That is a ticket of another kind"));
    await ticket.fill("ops-4711");
    await press(page.getByRole("button", { name: "Continue" }));

    await seen(page.getByRole("button", { name: "Approve", exact: true }));
    expect(await fact(page, "Your reason").textContent()).toContain("Bring the fix for the checkout live");
    expect(await fact(page, "Your ticket").textContent()).toBe("OPS-4711");
    expect(await fact(page, "Rules").textContent()).toContain("Deployments need a ticket");
    expect(world.victim.authenticator.assertions()).toBe(touches);
    const popup = await openExtensionPopup(world.victim.browser, page);
    await popup.shows(/Reason\s+Bring the fix for the checkout live/);
    await popup.close();
    await approveOn(page);
    await endsWith(cli, 0);
    expect(storedEventsAbout(world.dataFolder, id).map(({ kind }) => kind)).toContain("login_redeemed");
    await page.close();
  });

  it("can be answered by a denial instead", async () => {
    const { cli, page } = await begin("--scope", "deploy");
    await headingOf(page, /^Why do you need this/);
    await press(page.getByRole("button", { name: "Deny", exact: true }));
    expect(await headingOf(page, /^Denied/)).toBe("Denied");
    await endsWith(cli, DENIED);
    await page.close();
  });
});

describe("a rule that leaves less", () => {
  it("is shown with what it leaves out, and the token allows no more", async () => {
    await publishRules(world.server, ANYBODY, READ_ONLY);
    const { cli, page } = await begin("--scope", "orders:read orders:write");
    await seen(page.getByRole("button", { name: "Approve", exact: true }));
    expect(await fact(page, "Removed scopes").textContent()).toBe("orders:write");
    expect(await fact(page, "Scopes").textContent()).toBe("orders:read");
    expect(await fact(page, "Lasts").textContent()).toMatch(/^5 minutes at a time/);
    await approveOn(page);
    await endsWith(cli, 0);
    await page.close();
    const token = await world.victim.cli(["token"]);
    await endsWith(token, 0);
    const claims = decodeJwt(token.stdout());
    expect(claims).toMatchObject({ scope: "orders:read" });
    expect(Number(claims.exp) - Number(claims.iat)).toBeLessThanOrEqual(300);
  });
});

describe("a rule that says no", () => {
  it("is named by page and terminal, and nobody is asked for a touch", async () => {
    await publishRules(world.server, ANYBODY, CLOSED);
    const touches = world.victim.authenticator.assertions();
    const { cli, page, id } = await begin("--scope", "deploy", "--json");
    await headingOf(page, /does not allow this login/);
    await seen(page.getByText("Nobody deploys today"));
    await seen(page.getByText("Ask #on-call."));
    await endsWith(cli, RULE_DENIED);
    expect(cli.stderr()).toContain('"Nobody deploys today": Ask #on-call.');
    expect(JSON.parse(cli.stdout().trim().split("\n").at(-1) ?? "")).toMatchObject({
      error: { code: "rule_denied", exit_code: RULE_DENIED, rules: [{ id: "closed", says: "Ask #on-call." }] },
    });
    expect(world.victim.authenticator.assertions()).toBe(touches);
    expect(storedEventsAbout(world.dataFolder, id).at(-1)?.kind).toBe("login_ruled_out");
    await page.close();
  });
});

describe("an earlier approval that stands", () => {
  it("is enough for the same program in the same terminal, and the page says which one it was", async () => {
    await publishRules(world.server, STAND);
    const shell = await world.victim.shell();
    world.atEnd(() => shell.stop());
    const next = async (nth: number, last: string) => {
      shell.type(`$nearside login --no-browser --scope orders:read; echo done-$?-${nth}\n`);
      const [url] = await shell.printed(new RegExp(`https://\\S+/approve/(?!${last})rq_[\\w-]{22}`));
      return { url, page: await openLogin(world.victim, url) };
    };
    const first = await next(1, "none");
    await approveOn(first.page);
    await shell.printed(/done-0-1/);
    const touches = world.victim.authenticator.assertions();

    const second = await next(2, requestIdIn(first.url));
    await headingOf(second.page, /^No touch needed/);
    await seen(second.page.getByText(/by your approval of \d/));
    await shell.printed(/done-0-2/);
    await seen(second.page.getByText(requestIdIn(second.url)));
    expect(await flawsIn(second.page)).toEqual([]);
    expect(world.victim.authenticator.assertions()).toBe(touches);
    expect(storedEventsAbout(world.dataFolder, requestIdIn(second.url)).at(-1)?.kind).toBe("login_redeemed");

    await press(second.page.getByRole("link", { name: "I didn't start this" }));
    await headingOf(second.page, /^This wasn't me|^Sign in/);
    for (const { page } of [first, second]) await page.close();
  });

  it("is not enough in another terminal, nor for more", async () => {
    const { cli, page } = await begin("--scope", "orders:read");
    await press(page.getByRole("button", { name: "Deny", exact: true }));
    await endsWith(cli, DENIED);
    await page.close();
  });
});

describe("a rule that wants a fresh touch at a renewal", () => {
  it("ends in one new login where a person may be asked, and says why where nobody may", async () => {
    await publishRules(world.server, ANYBODY, FRESH);
    const { cli, page } = await begin("--client-id", SHORT_CLIENT, "--scope", "orders:read");
    await approveOn(page);
    await endsWith(cli, 0);
    await page.close();
    const token = (...args: readonly string[]) => ["token", "--client-id", SHORT_CLIENT, ...args];
    const refused = await until(
      async () => {
        const refused = await world.victim.cli(token());
        return (await refused.ended()).code === NOT_SIGNED_IN ? refused : undefined;
      },
      FRESH_WITHIN_MS,
      () => "the touch stayed fresh enough",
    );
    expect(refused.stderr()).toContain('requires a new touch. "Fresh": Touch it every ten seconds.');

    const again = await world.victim.cli(token("--login"), { terminal: true });
    const [url] = await again.printed(/https?:\/\/\S+\/approve\/rq_[\w-]{22}/);
    expect(again.stdout()).toContain("requires a new touch");
    const next = await openLogin(world.victim, url);
    await approveOn(next);
    await endsWith(again, 0);
    await next.close();
  });
});
