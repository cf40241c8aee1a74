// A login of the victim's on her own machine: what an attack is made against, and what continues after it.
import { strict as assert } from "node:assert";
import type { Page } from "playwright-core";
import { approveOn, openLogin, requestIdIn, startLogin } from "../support/login-page.ts";
import { seen } from "../support/page-controls.ts";
import type { Process } from "../support/process.ts";
import type { World } from "../support/world.ts";

interface OwnLogin {
  readonly cli: Process;
  readonly url: string;
  readonly id: string;
}

export async function startOwnLogin(world: World, args: readonly string[] = ["--scope", "deploy"]): Promise<OwnLogin> {
  const { cli, url } = await startLogin(world.victim, args);
  return { cli, url, id: requestIdIn(url) };
}

/** Opens it and waits until the person is asked. */
export async function openAsked(world: World, { url }: OwnLogin): Promise<Page> {
  const page = await openLogin(world.victim, url);
  await seen(page.getByRole("button", { name: "Approve", exact: true }));
  return page;
}

/** The person approves it on that page, and the command line has its token. */
export async function approvedOn(page: Page, { cli }: OwnLogin): Promise<void> {
  await approveOn(page);
  assert.deepEqual(await cli.ended(), { code: 0, signal: null }, cli.stderr());
  await page.close();
}
