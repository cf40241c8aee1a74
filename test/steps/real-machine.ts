// A person's real machine on this host, beside the stage's parties in software; and what a page of the server can be made to do
// by an attacker who rewrote it: ask an authenticator for something else, and send that to the server in the person's session.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CreationOptions, RequestOptions } from "@nearside/shared/passkey/webauthn.ts";
import type { Page } from "playwright-core";
import * as v from "valibot";
import type { Answer } from "../kit/answer.ts";
import type { AtEnd } from "../support/at-end.ts";
import { browserUnderTest } from "../support/browser-under-test.ts";
import { clickExtensionIcon } from "../support/extension-icon.ts";
import { extensionWindow } from "../support/extension-pages.ts";
import { type Machine, startMachine } from "../support/machine.ts";
import { press, seen } from "../support/page-controls.ts";
import { settledProfile } from "../support/settled-profile.ts";
import type { Stage } from "./stage.ts";

/** A browser with the extension, a command line and an authenticator, not enrolled. */
export async function newRealMachine({ issuer }: Pick<Stage, "issuer">, atEnd: AtEnd): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-real-"));
  // a helper process of the browser may still write when the browser has ended
  atEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const profile = await settledProfile();
  const machine = await startMachine({ folder, executablePath: browserUnderTest(), issuer, profile });
  atEnd(machine.kill);
  return machine;
}

interface EnrolmentPage {
  readonly page: Page;
  /** The extension's own window, where the person is asked. */
  readonly window: Page;
}

/** The link of an enrolment, opened by a person who clicks the icon as the page asks. */
export async function openEnrolment({ browser, authenticator }: Machine, url: string): Promise<EnrolmentPage> {
  const page = await browser.context.newPage();
  await authenticator.plugInto(page);
  await page.goto(url);
  await seen(page.getByRole("heading", { name: "Click the Nearside icon" }));
  const window = await extensionWindow(browser, () => clickExtensionIcon(browser, page));
  await seen(window.getByRole("button", { name: "Yes, it is the same" }));
  return { page, window };
}

/** She says yes to everything that the page shows. */
export const confirmIn = ({ window }: EnrolmentPage): Promise<void> =>
  press(window.getByRole("button", { name: "Yes, it is the same" }));

const refusalSchema = v.object({ error: v.string() });

/** Sent by the page itself, in its browser session. */
export async function postInPage(page: Page, path: string, body: unknown): Promise<Answer> {
  const { status, text } = await page.evaluate(
    async ({ path, body }) => {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(path, { method: "POST", headers, body });
      return { status: answer.status, text: await answer.text() };
    },
    { path, body: JSON.stringify(body) },
  );
  return {
    status,
    headers: new Headers(),
    outcome: status < 400 ? String(status) : `${status} ${v.parse(refusalSchema, JSON.parse(text)).error}`,
    text,
    as: (schema) => v.parse(schema, JSON.parse(text)),
  };
}

/** `navigator.credentials.get` with exactly those options. @returns AuthenticationResponseJSON */
export async function getInPage(page: Page, options: Loosened<RequestOptions>): Promise<unknown> {
  await page.bringToFront();
  const text = await page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(json));
    return JSON.stringify(await navigator.credentials.get({ publicKey }));
  }, JSON.stringify(options));
  return JSON.parse(text);
}

/** `navigator.credentials.create` with exactly those options. @returns RegistrationResponseJSON */
export async function createInPage(page: Page, options: Loosened<CreationOptions>): Promise<unknown> {
  await page.bringToFront();
  const text = await page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(json));
    return JSON.stringify(await navigator.credentials.create({ publicKey }));
  }, JSON.stringify(options));
  return JSON.parse(text);
}

/** The server's options, in which an attacker changed what is demanded of the authenticator. */
type Loosened<Options> = Omit<Options, "userVerification" | "authenticatorSelection"> & {
  readonly userVerification?: "required" | "discouraged";
  readonly authenticatorSelection?: {
    readonly userVerification: "required" | "discouraged";
    readonly authenticatorAttachment?: "platform" | "cross-platform";
  };
};
