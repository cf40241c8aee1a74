import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthenticator } from "../support/authenticator.ts";
import { type Browser, launchBrowser } from "../support/browser.ts";
import { browserUnderTest } from "../support/browser-under-test.ts";

const server = createServer((_, answer) => void answer.setHeader("content-type", "text/html").end("<h1>passkeys</h1>"));
const folder = await mkdtemp(join(tmpdir(), "nearside-authenticator-"));
let browser: Browser;
let origin: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  origin = `http://localhost:${address.port}`;
  browser = await launchBrowser({ executablePath: browserUnderTest(), folder });
});
afterAll(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(origin);
  return page;
}

type Signed = { readonly attachment: string | null; readonly flags: number; readonly counter: number };

const FLAG = { userPresent: 1, userVerified: 4, backupEligible: 8, backedUp: 16 } as const;

const register = (page: Page): Promise<Signed> =>
  page.evaluate(async () => {
    const made = await navigator.credentials.create({
      publicKey: {
        challenge: new Uint8Array(32),
        rp: { name: "Nearside" },
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name: "ada", displayName: "Ada" },
        pubKeyCredParams: [{ type: "public-key", alg: -7 }],
        authenticatorSelection: { userVerification: "required", residentKey: "required" },
        timeout: 30_000,
      },
    });
    if (!(made instanceof PublicKeyCredential)) throw new Error("no credential");
    if (!(made.response instanceof AuthenticatorAttestationResponse)) throw new Error("no attestation");
    const data = new DataView(made.response.getAuthenticatorData());
    return { attachment: made.authenticatorAttachment, flags: data.getUint8(32), counter: data.getUint32(33) };
  });

/** @param timeout how long the page waits for a touch: milliseconds */
const assert = (page: Page, timeout = 30_000): Promise<Signed> =>
  page.evaluate(async (timeout) => {
    const got = await navigator.credentials.get({
      publicKey: { challenge: new Uint8Array(32), userVerification: "required", timeout },
    });
    if (!(got instanceof PublicKeyCredential)) throw new Error("no credential");
    if (!(got.response instanceof AuthenticatorAssertionResponse)) throw new Error("no assertion");
    const data = new DataView(got.response.authenticatorData);
    return { attachment: got.authenticatorAttachment, flags: data.getUint8(32), counter: data.getUint32(33) };
  }, timeout);

const expectRefused = (page: Page): Promise<void> => expect(assert(page, 500)).rejects.toThrow("NotAllowedError");

describe("an authenticator", () => {
  it("is carried from page to page, its counter never falls back, and it counts what it signed", async () => {
    const first = await open();
    const reader = createAuthenticator({ transport: "internal" });
    await reader.plugInto(first);
    const { attachment, flags } = await register(first);
    expect(attachment).toBe("platform");
    expect(flags & (FLAG.userVerified | FLAG.backupEligible | FLAG.backedUp)).toBe(FLAG.userVerified);

    const counters = [(await assert(first)).counter];
    await first.reload();
    counters.push((await assert(first)).counter);
    const second = await open();
    await reader.plugInto(second);
    counters.push((await assert(second)).counter);
    await first.bringToFront();
    counters.push((await assert(first)).counter);
    expect(counters).toEqual([2, 3, 4, 5]);
    expect(reader.assertions()).toBe(4);
  });

  it("may be a phone whose passkeys are synced, and another may be given such a passkey", async () => {
    const page = await open();
    const phone = createAuthenticator({ transport: "hybrid", backupEligible: true, backedUp: true });
    await phone.plugInto(page);
    const { attachment, flags } = await register(page);
    expect(attachment).toBe("cross-platform");
    expect(flags & (FLAG.backupEligible | FLAG.backedUp)).toBe(FLAG.backupEligible | FLAG.backedUp);

    await phone.unplugFrom(page);
    await expectRefused(page);
    const elsewhere = createAuthenticator({ transport: "hybrid" });
    for (const passkey of phone.passkeys()) await elsewhere.restore(passkey);
    await elsewhere.plugInto(page);
    expect((await assert(page)).flags & FLAG.backedUp).toBe(FLAG.backedUp);
  });

  it("signs nothing for a stranger, untouched, or for a forgotten passkey", async () => {
    const page = await open();
    const reader = createAuthenticator({ transport: "internal" });
    await reader.plugInto(page);
    await register(page);
    await reader.setUserVerified(false);
    await expectRefused(page);
    await reader.setUserVerified(true);
    await reader.setTouched(false);
    await expectRefused(page);
    await reader.setTouched(true);
    await assert(page);
    for (const { credentialId } of reader.passkeys()) await reader.forget(credentialId);
    await expectRefused(page);
    expect(reader.assertions()).toBe(1);
  });
});
