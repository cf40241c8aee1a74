// Another program's login: the command line of examples/ and its API, as other people would write them.
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approveOn, openLogin, requestIdIn } from "../support/login-page.ts";
import { startOrdersApi } from "../support/orders-api.ts";
import { installOrders } from "../support/orders-program.ts";
import type { Process } from "../support/process.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { API_ORIGIN, createWorld, WORLD_ISSUER, type World } from "../support/world.ts";

/** `cli/problems/exit-codes.ts` */
const NOT_ENROLLED = 3;
const DENIED = 20;
const ADDRESS_NOT_GRANTED = 109;
const INTERRUPTED = 130;
const STEP_MS = 30_000;
/** The oldest Node that it must run on, if this machine has one. */
const SYSTEM_NODE = "/usr/bin/node";
const OLDER = existsSync(SYSTEM_NODE) ? SYSTEM_NODE : process.execPath;

let world: World;
let file: string;
beforeAll(async () => {
  world = await createWorld("victim's");
  const { namespace } = world.hosts.server;
  const api = await startOrdersApi({ issuer: WORLD_ISSUER, origin: API_ORIGIN, env: world.env, namespace });
  world.atEnd(api.stop);
  file = await installOrders(join(world.victim.home, "orders"));
});
afterAll(() => world?.remove());

const start = (...args: readonly string[]): Promise<Process> =>
  world.victim.program(file, ["--no-browser", "--api", API_ORIGIN, ...args], OLDER);

/** To its end, which must come without a person. */
async function orders(...args: readonly string[]): Promise<Process> {
  const program = await start(...args);
  await program.ended(STEP_MS);
  expect(program.stderr()).not.toContain("/approve/");
  return program;
}

async function approvalOf(program: Process): Promise<{ url: string; page: Page }> {
  const [url] = await program.printed(/https?:\/\/\S+\/approve\/rq_[\w-]{22}/, STEP_MS);
  return { url, page: await openLogin(world.victim, url) };
}

async function expectEnd(program: Process, code: number): Promise<void> {
  expect(await program.ended(STEP_MS), program.stderr()).toEqual({ code, signal: null });
}

/** The stored record of this program's login: its open part, and a way to change it. */
async function keptLogin() {
  const folder = join(world.victim.home, ".local/state/nearside");
  for (const name of await readdir(folder)) {
    if (!name.startsWith("credential-")) continue;
    const record = JSON.parse(await readFile(join(folder, name), "utf8"));
    if (record.open.client_id !== "orders-cli") continue;
    const write = (open: object) =>
      writeFile(join(folder, name), JSON.stringify({ ...record, open: { ...record.open, ...open } }));
    return { open: record.open, token: record.kept.secret.access_token, write };
  }
  throw new Error("no login of the program is kept");
}

describe("a program that imports the SDK", () => {
  it("is told that its person denied", async () => {
    const program = await start("list");
    const { url, page } = await approvalOf(program);
    await page.getByRole("button", { name: "Deny", exact: true }).click();
    await expectEnd(program, DENIED);
    expect(program.stderr()).toMatch(/The login was denied in the browser, so no token was issued\.\n$/);
    expect(storedEventsAbout(world.dataFolder, requestIdIn(url)).at(-1)?.kind).toBe("login_denied");
    await page.close();
  });

  it("ends at Ctrl-C while it waits", async () => {
    const program = await start("list");
    await program.printed(/\/approve\/rq_/, STEP_MS);
    program.signal("SIGINT");
    expect(await program.ended(STEP_MS)).toEqual({ code: INTERRUPTED, signal: null });
    expect(program.stderr()).toMatch(/Interrupted\.\n$/);
  });

  it("signs its person in by one click, who sees what that program was told to do", async () => {
    const touches = world.victim.authenticator.assertions();
    const program = await start("list");
    const { page } = await approvalOf(program);
    await page.getByText(`orders.mjs --no-browser --api ${API_ORIGIN} list`).first().waitFor({ timeout: STEP_MS });
    await approveOn(page);
    await expectEnd(program, 0);
    expect(program.stdout()).toContain("one coffee");
    expect(program.stderr()).toMatch(/You are signed in to https:\S+ as admin\.\n$/);
    expect(world.victim.authenticator.assertions()).toBe(touches + 1);
    await page.close();
  });

  it("then needs no browser, on the oldest Node and the newest", async () => {
    const again = await orders("list");
    expect(again.stdout(), again.stderr()).toContain("one coffee");
    expect(again.stderr()).toBe("");
    const newest = await world.victim.program(file, ["--api", API_ORIGIN, "list"], process.execPath);
    await expectEnd(newest, 0);
    expect(newest.stdout()).toContain("one coffee");
  });

  it("renews a token that is about to end", async () => {
    const before = await keptLogin();
    await before.write({ expires_at: Math.floor(Date.now() / 1000) + 10 });
    const program = await orders("list");
    expect(program.stdout(), program.stderr()).toContain("one coffee");
    expect(program.stderr()).toMatch(/^Renewing/);
    const after = await keptLogin();
    expect(after.token).not.toBe(before.token);
    expect(after.open.request).toBe(before.open.request);
  });

  it("asks its person again where the API demands more, once, and then does what it was told", async () => {
    const program = await start("create", "two bagels");
    const { page } = await approvalOf(program);
    expect(program.stderr()).toMatch(/^The API demands a new login/);
    await approveOn(page);
    await expectEnd(program, 0);
    expect(program.stdout()).toContain("two bagels");
    await page.close();
    // Both scopes are kept, and a login of just now is young enough for what the API asks.
    expect((await keptLogin()).open.scope).toBe("orders:read orders:write");
    for (const args of [["create", "a scone"], ["list"], ["clear"]]) {
      const next = await orders(...args);
      expect((await next.ended()).code, next.stderr()).toBe(0);
    }
  });

  it("sends its token to no other place, and nothing at all there", async () => {
    const elsewhere = join(dirname(file), "elsewhere.mjs");
    await writeFile(
      elsewhere,
      `import { createServer } from "node:http";
      import { Nearside } from "@nearside/cli/sdk";
      let asked = 0;
      const server = createServer((_, response) => { asked += 1; response.end(); }).listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const nearside = await Nearside.open({ clientId: "orders-cli" });
      const session = await nearside.signIn({ scope: "orders:read", resource: ${JSON.stringify(API_ORIGIN)}, interactive: false });
      const url = "http://127.0.0.1:" + server.address().port + "/orders";
      const failed = await Promise.allSettled([session.fetch(url), session.proof("GET", url)]);
      for (const { reason } of failed) console.log(reason.code, reason.next);
      console.log("asked", asked);
      server.close();
      process.exitCode = failed[0].reason.exitCode;`,
    );
    const program = await world.victim.program(elsewhere, [], OLDER);
    await expectEnd(program, ADDRESS_NOT_GRANTED);
    expect(program.stdout()).toBe("address_not_granted fix_program\naddress_not_granted fix_program\nasked 0\n");
  });

  it("deletes the login at its own logout, and not that of another program", async () => {
    const program = await orders("logout");
    expect(program.stdout(), program.stderr()).toBe("You are signed out.\n");
    await expect(keptLogin()).rejects.toThrow("no login");
    expect((await orders("logout")).stdout()).toBe("You were not signed in.\n");
  });

  it("says what to do on a machine that is not enrolled", async () => {
    const program = await world.attacker.program(file, ["--issuer", "https://login.other.example", "list"], OLDER);
    await expectEnd(program, NOT_ENROLLED);
    expect(program.stderr()).toContain("Run `nearside enroll https://login.other.example` first.");
  });
});
