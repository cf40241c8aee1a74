// A login that others approve too, as the person who asks and a person who is asked meet it (protocol §11).
import type { Page } from "playwright-core";
import { goTo } from "./console-page.ts";
import { extensionWindow } from "./extension-pages.ts";
import { headingOf, openLogin, requestIdIn, startLogin } from "./login-page.ts";
import type { Machine } from "./machine.ts";
import { press } from "./page-controls.ts";
import type { Process } from "./process.ts";

const STEP_MS = 30_000;

export type WaitingLogin = {
  readonly cli: Process;
  /** The page of the person who asks. */
  readonly page: Page;
  readonly id: string;
};

/** A person of that machine logs in and approves it: from then on it waits for others. @param terminal true for questions to be answered there */
export async function waitingLogin(
  machine: Machine,
  args: readonly string[] = [],
  terminal = false,
): Promise<WaitingLogin> {
  const { cli, url } = await startLogin(machine, args, terminal);
  const page = await openLogin(machine, url);
  await press(page.getByRole("button", { name: "Approve", exact: true }));
  await headingOf(page, /^Waiting for/);
  await cli.printed(/A rule requires .* to approve it too\. Asked: /, STEP_MS);
  return { cli, page, id: requestIdIn(url) };
}

/** Opens that request as somebody who is asked, and signs in if the page wants it. */
export const openRequest = (page: Page, issuer: string, id: string): Promise<void> =>
  goTo(page, `${issuer}/approvals/${id}`, /asks for your approval/);

/** Presses that button of the page, and gives the extension's own window, which opens by it. */
export const reviewWindow = (machine: Machine, page: Page, button: string): Promise<Page> =>
  extensionWindow(machine.browser, () => press(page.getByRole("button", { name: button, exact: true })));
