// A stranger's web page, open in the victim's browser.
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { AtEnd } from "../support/at-end.ts";
import { type Browser, launchBrowser } from "../support/browser.ts";
import { browserUnderTest } from "../support/browser-under-test.ts";

/** Browsers find it on this computer by themselves, and take its pages for a secure context. */
export const STRANGER = "evil.localhost";
const PAGE = "<!doctype html><meta charset=utf-8><title>You have won</title><h1>You have won</h1>";

export const servePage = (_request: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", connection: "close" }).end(PAGE);
};

interface Site {
  readonly port: number;
  /** From now on no program listens there. */
  readonly close: () => Promise<void>;
}

/** @param port any that is free, unless it has to be that one */
export async function serve(atEnd: AtEnd, answer: RequestListener, host = "127.0.0.1", port = 0): Promise<Site> {
  const server = createServer({ keepAlive: false }, answer);
  const address = await new Promise<AddressInfo | string | null>((resolve, reject) => {
    server.once("error", reject).listen({ host, port }, () => resolve(server.address()));
  });
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  atEnd(close);
  return { port: address.port, close };
}

/** A browser without extensions. @param more its command line's */
export async function openBareBrowser(
  atEnd: AtEnd,
  reachable: readonly string[],
  more: readonly string[] = [],
  executablePath = browserUnderTest(),
): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-bare-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const browser = await launchBrowser({ executablePath, folder, reachable, args: more });
  atEnd(browser.kill);
  return browser;
}

/** Opens it in a tab of its own. */
export async function openPage({ context }: Browser, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  return page;
}
