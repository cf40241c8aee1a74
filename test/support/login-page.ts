// The approval page as a person meets it.
import type { Page } from "playwright-core";
import type { Machine } from "./machine.ts";
import { press, seen } from "./page-controls.ts";
import type { Process } from "./process.ts";
import { untilOnPage } from "./until.ts";

const STEP_MS = 30_000;

/** `nearside login` on that machine, up to the address it prints. @param terminal false unless set: then no question is asked there */
export async function startLogin(
  machine: Machine,
  args: readonly string[] = [],
  terminal = false,
): Promise<{ cli: Process; url: string }> {
  const cli = await machine.cli(["login", "--no-browser", ...args], { terminal });
  const [url] = await cli.printed(/https?:\/\/\S+\/approve\/rq_[\w-]{22}/, STEP_MS);
  return { cli, url };
}

/** Opens the link in that machine's browser, with its authenticator at hand. */
export async function openLogin(machine: Machine, url: string): Promise<Page> {
  const page = await machine.browser.context.newPage();
  await machine.authenticator.plugInto(page);
  await page.goto(url);
  return page;
}

/** One click and one touch. */
export async function approveOn(page: Page): Promise<void> {
  await press(page.getByRole("button", { name: "Approve", exact: true }));
  await seen(page.getByRole("heading", { name: /^Approved/ }));
}

/** The request id in the address of an approval page. */
export function requestIdIn(url: string): string {
  const [id] = /rq_[\w-]{22}$/.exec(url) ?? [];
  if (id === undefined) throw new Error(`${url} names no login`);
  return id;
}

/** Waits for that heading of the page. Characters that only steer the text's direction are left out. */
export async function headingOf(page: Page, pattern: RegExp): Promise<string> {
  const heading = page.getByRole("heading", { level: 1, name: pattern });
  const look = async (): Promise<string | undefined> =>
    (await heading.isVisible()) ? (await heading.allTextContents())[0] : undefined;
  const text = await untilOnPage(look, STEP_MS, () => `${pattern} was never the heading of ${page.url()}`);
  return text.replaceAll(/\p{Cf}/gu, "").replaceAll(/\s+/g, " ");
}
