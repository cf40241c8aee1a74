// Enrolment as a person does it: terminal, page, icon, the extension's own window, passkey, six words.
import type { Page } from "playwright-core";
import { clickExtensionIcon } from "./extension-icon.ts";
import { extensionWindow } from "./extension-pages.ts";
import type { Machine } from "./machine.ts";
import { press, seen } from "./page-controls.ts";
import type { Process } from "./process.ts";

const STEP_MS = 30_000;

export type Enrolling = {
  readonly cli: Process;
  readonly page: Page;
  /** The extension's own window, which shows the words. */
  readonly window: Page;
  /** The six words as the terminal shows them; the window shows the same. */
  readonly words: string;
};

/** From `nearside enroll` to the comparison, which waits in the terminal for its yes or no. */
export async function beginEnrolment(
  machine: Machine,
  issuer: string,
  user: string,
  ticket: string,
): Promise<Enrolling> {
  const cli = await machine.cli(["enroll", issuer, "--no-open"]);
  cli.type(`${user}\n${ticket}\n`);
  return compareWords(machine, cli);
}

/** Enrols another browser of an enrolled machine (protocol §3.7). */
export async function beginBrowserEnrolment(machine: Machine, issuer: string): Promise<Enrolling> {
  return compareWords(machine, await machine.cli(["enroll", issuer, "--browser", "--no-open"]));
}

/** Enrols a new key in the TPM of a machine whose key lay elsewhere. */
export async function beginKeyMove(machine: Machine, ticket: string): Promise<Enrolling> {
  const cli = await machine.cli(["key", "move", "tpm", "--no-open"]);
  cli.type(`${ticket}\n`);
  return compareWords(machine, cli);
}

/** @param cli one that asked for everything it needs, and prints the page next */
export async function compareWords(machine: Machine, cli: Process): Promise<Enrolling> {
  const [url] = await cli.printed(/https?:\/\/\S+\/enroll\/en_[\w-]{22}/, STEP_MS);
  const page = await machine.browser.context.newPage();
  await machine.authenticator.plugInto(page);
  await page.goto(url);
  await seen(page.getByRole("heading", { name: "Click the Nearside icon" }));
  const window = await extensionWindow(machine.browser, () => clickExtensionIcon(machine.browser, page));
  await press(window.getByRole("button", { name: "Yes, it is the same" }));
  await page.bringToFront();
  await press(page.getByRole("button", { name: /passkey/i }));
  const words = await comparedWords(cli);
  await seen(window.getByRole("heading", { name: "Compare these words with your terminal" }));
  const shown = await window.locator("ol.words li").allTextContents();
  if (shown.join(" ") !== words) throw new Error(`terminal and window show other words: ${words} / ${shown.join(" ")}`);
  return { cli, page, window, words };
}

/** The six words, as the terminal shows them. */
export async function comparedWords(cli: Process): Promise<string> {
  const [, first, second] = await cli.printed(/\n {4}(1 \S+ +2 \S+ +3 \S+)\n {4}(4 \S+ +5 \S+ +6 \S+)\n/, STEP_MS);
  return `${first} ${second}`
    .split(/[\s\d]+/)
    .filter((word) => word !== "")
    .join(" ");
}

/** A machine of its own for that user, enrolled and confirmed by the administrator where one has to. */
export async function enrolMachine(
  machine: Machine,
  issuer: string,
  user: string,
  ticket: string,
  confirm: ((words: string) => Promise<void>) | undefined,
): Promise<void> {
  await completeEnrolment(await beginEnrolment(machine, issuer, user, ticket), confirm);
}

/** Continues from the comparison: the words are the same. */
export async function completeEnrolment(
  { cli, page, window, words }: Enrolling,
  confirm: ((words: string) => Promise<void>) | undefined,
): Promise<void> {
  cli.type("yes\n");
  if (confirm !== undefined) {
    await cli.printed(/Read these six words to your administrator/, STEP_MS);
    await confirm(words);
  }
  const { code } = await cli.ended(STEP_MS);
  if (code !== 0) throw new Error(`nearside enroll ended with ${code}:\n${cli.stderr()}`);
  await seen(window.getByRole("heading", { name: "This browser is enrolled" }));
  await seen(page.getByRole("heading", { name: "This computer is enrolled" }));
  await window.close();
  await page.close();
}
