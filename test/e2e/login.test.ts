// The main job: a command line asks, its person approves on the same machine, and it holds a token that only it can use.
import { join } from "node:path";
import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openExtensionPopup } from "../support/extension-popup.ts";
import { approveOn, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import { startOrdersApi } from "../support/orders-api.ts";
import { seen } from "../support/page-controls.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { API_ORIGIN, createWorld, SHORT_CLIENT, WORLD_ISSUER, type World } from "../support/world.ts";

/** The two classes that a login may be of, as they are shown, the best liked first. */
const EITHER_CLASS = `a passkey that can't be copied, and a machine key that is not in a plain file
or an approval on the computer where the login started`;
const ORDERS = `${API_ORIGIN}/orders`;
let world: World;
beforeAll(async () => {
  world = await createWorld("victim's");
});
afterAll(() => world?.remove());

/** `nearside …` on the victim's machine, to its end. */
async function nearside(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const cli = await world.victim.cli(args);
  const { code } = await cli.ended();
  return { code, stdout: cli.stdout(), stderr: cli.stderr() };
}

async function logIn(...args: readonly string[]): Promise<string> {
  const { cli, url } = await startLogin(world.victim, args);
  const page = await openLogin(world.victim, url);
  await approveOn(page);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  await page.close();
  return requestIdIn(url);
}

describe("a login on its own machine", () => {
  it("is approved by one click, and leaves its whole trail", async () => {
    const touches = world.victim.authenticator.assertions();
    const id = await logIn("--scope", "orders:read", "--resource", API_ORIGIN);
    expect(world.victim.authenticator.assertions()).toBe(touches + 1);
    expect(storedEventsAbout(world.dataFolder, id).map(({ kind }) => kind)).toEqual([
      "login_requested",
      "login_met",
      "login_decided",
      "login_approved",
      "login_redeemed",
    ]);
    const met = storedEventsAbout(world.dataFolder, id)[1]?.data;
    expect(met).toMatchObject({ peer: { account: "same", forwarded: "no" } });
  });

  it("is then told by whoami, to people and to programs", async () => {
    const whoami = await nearside("whoami");
    expect(whoami).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^admin \(\S+\) at https:\/\/login\.nearside\.test\n/),
    });
    expect(whoami.stdout).toMatch(/signed in: nearside-cli: orders:read for https?:\S+; token valid for 1\d:\d\d/);
    const { stdout } = await nearside("whoami", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      issuer: WORLD_ISSUER,
      user: { name: "admin" },
      device: { key_storage: "file" },
      logins: [{ client_id: "nearside-cli", scope: "orders:read", resource: [API_ORIGIN] }],
    });
  });
});

describe("a login of a class and an age (RFC 9470)", () => {
  it("says on the page and in the extension's own window what it needs, and its token names it", async () => {
    const options = ["--scope", "orders:read", "--resource", API_ORIGIN, "--acr", "device-bound same-machine"];
    const { cli, url } = await startLogin(world.victim, [...options, "--max-age", "300"]);
    const page = await openLogin(world.victim, url);
    const needed = page.locator(".facts-known dt", { hasText: /^Needs$/ }).locator("xpath=following-sibling::dd");
    await seen(page.getByRole("button", { name: "Approve", exact: true }));
    expect(await needed.allInnerTexts()).toEqual([EITHER_CLASS, "an approval within the last 5 minutes"]);
    const popup = await openExtensionPopup(world.victim.browser, page);
    const [, ...shown] = await popup.shows(/Needs\s+(a passkey[\s\S]+?)\s+Needs\s+(an approval within [^\n]+)/);
    expect(shown).toEqual([EITHER_CLASS, "an approval within the last 5 minutes"]);
    await popup.close();

    const before = Math.floor(Date.now() / 1000);
    await approveOn(page);
    expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
    await page.close();
    const claims = decodeJwt((await nearside("token")).stdout);
    expect(claims).toMatchObject({ request: requestIdIn(url), acr: ACR_VALUES[0] }); // its key is kept in a file
    expect(claims["auth_time"]).toBeGreaterThanOrEqual(before);
  });

  it("is not asked for where this machine can't give it", async () => {
    const refused = await nearside("login", "--no-browser", "--acr", "hardware");
    expect(refused).toMatchObject({ stdout: "", stderr: expect.stringMatching(/than this machine can give/) });
    expect(refused.code).not.toBe(0);
  });
});

describe("its token", () => {
  it("opens an API with a proof, once, and nothing without one", async () => {
    const { namespace } = world.hosts.server;
    const api = await startOrdersApi({ issuer: WORLD_ISSUER, origin: API_ORIGIN, env: world.env, namespace });
    world.atEnd(api.stop);

    const { code, stdout: headers } = await nearside("token", "--proof", `GET ${ORDERS}`);
    expect(code).toBe(0);
    expect(await call(ORDERS, headers)).toMatch(/^200 .*one coffee/);
    expect(await call(ORDERS, headers)).toMatch(/^401 .*proof_replayed/);

    const { stdout: others } = await nearside("token", "--proof", `GET ${ORDERS}`);
    const [authorization, proof] = others.split("\n");
    const bearer = authorization?.replace("DPoP ", "Bearer ");
    expect(await call(ORDERS, `${authorization}\n`)).toMatch(/^401 .*proof_missing/);
    expect(await call(ORDERS, `${bearer}\n${proof}\n`)).toMatch(/^401 .*bearer_refused/);
    const { stdout: elsewhere } = await nearside("token", "--proof", `GET ${API_ORIGIN}/others`);
    expect(await call(ORDERS, `${authorization}\n${elsewhere.split("\n")[1]}\n`)).toMatch(/^401 .*proof_address/);
    expect(await call(ORDERS, `${authorization}\n${proof}\n`)).toMatch(/^200 /);

    expect(await api.stop()).toEqual({ code: 0, signal: null });
  });

  it("stays the same until it is about to end, and is then renewed", async () => {
    const first = await nearside("token");
    expect(first.code).toBe(0);
    expect((await nearside("token")).stdout).toBe(first.stdout);

    const id = await logIn("--client-id", SHORT_CLIENT);
    const tokenOf = async () => decodeJwt((await nearside("token", "--client-id", SHORT_CLIENT)).stdout);
    const [one, other] = [await tokenOf(), await tokenOf()];
    expect(other["jti"]).not.toBe(one["jti"]);
    // A token of the same login, for the same key.
    expect([one["request"], other["request"]]).toEqual([id, id]);
    expect(other["cnf"]).toEqual(one["cnf"]);
  });

  it("is deleted at logout, while the machine stays enrolled", async () => {
    expect(await nearside("logout")).toMatchObject({ code: 0 });
    expect((await nearside("token")).code).toBe(4);
    expect(await nearside("whoami")).toMatchObject({ code: 4, stdout: expect.stringContaining("admin") });
    await logIn();
    expect((await nearside("token")).code).toBe(0);
  });
});

/** From the victim's machine, with those header lines: status and body. */
async function call(url: string, headers: string): Promise<string> {
  const child = await startProcess({
    command: process.execPath,
    args: [join(repository, "test/demo/call-api.ts"), url],
    env: world.env,
    namespace: world.hosts.victim.namespace,
  });
  child.type(headers);
  child.endInput();
  await child.ended();
  return child.stdout();
}
