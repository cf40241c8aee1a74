// The library that an API imports runs wherever WebCrypto does: here in Chromium, which has nothing of Node, with the runtime's own clock,
// randomness and fetch.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import type { Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { jwksOf, newSigner } from "../kit/keys.ts";
import { newId, now } from "../steps/stage.ts";
import { type Browser, launchBrowser } from "../support/browser.ts";
import { browserUnderTest } from "../support/browser-under-test.ts";
import { repository } from "../support/repository.ts";
import { signStatusList, signToken } from "./support-tokens.ts";

const API = "https://api.example";
const ORDERS = `${API}/orders`;
const LIST = "/oauth/status/1";
/** Its place in the list. */
const REVOKED = 5;

const folder = await mkdtemp(join(tmpdir(), "nearside-resource-"));
let browser: Browser;
let server: Server;
let issuer: string;
let page: Page;
let issuerKey: Signer;
let session: Signer;

beforeAll(async () => {
  [issuerKey, session] = await Promise.all([newSigner(), newSigner()]);
  const bundle = await bundled();
  const files = new Map([
    ["/", ["text/html", "<!doctype html><title>An API</title>"]],
    ["/resource.js", ["text/javascript", bundle]],
    ["/oauth/jwks", ["application/jwk-set+json", JSON.stringify(jwksOf(issuerKey))]],
  ]);
  server = createServer((request, answer) => {
    const [type, text] = files.get(request.url ?? "") ?? [];
    if (request.url === LIST) void signStatusList(issuerKey, issuer + LIST, REVOKED).then((text) => answer.end(text));
    else if (type === undefined) answer.writeHead(404).end();
    else answer.setHeader("content-type", type).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  browser = await launchBrowser({ executablePath: browserUnderTest(), folder });
  page = await browser.context.newPage();
  await page.goto(issuer);
  const options = JSON.stringify({ issuer, audience: API, nonces: true });
  await page.addScriptTag({
    type: "module",
    content: `import { createResource } from "/resource.js"; globalThis.resource = createResource(${options});`,
  });
  await page.waitForFunction("globalThis.resource !== undefined");
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

it("uses nothing of Node there", async () => {
  const found = "['process', 'Buffer', 'require', 'setImmediate', 'global'].filter((name) => name in globalThis)";
  expect(await page.evaluate(found)).toEqual([]);
});

it("accepts an honest request once, and refuses the others by their codes", async () => {
  const first = await judge(await token(), {});
  expect(first).toMatchObject({ code: "proof_nonce", status: 401 });
  const { nonce } = first;
  const good = await token();
  const jti = newId();
  expect(await judge(good, { nonce, jti })).toEqual({ user: expect.stringMatching(/^us_/), nonce });
  const codes = [
    await judge(good, { nonce, jti }),
    await judge(good, { nonce, by: await newSigner() }),
    await judge(good, { nonce, url: `${API}/others` }),
    await judge(good, { nonce, iat: now() - 600 }),
    await judge(await token(await newSigner()), { nonce }),
    await judge(`${good.slice(0, -10)}AAAAAAAAAA`, { nonce }),
    await judge(await token(issuerKey, now() - 3600), { nonce }),
    await judge(good, { nonce }, "Bearer"),
    await judge(await token(issuerKey, now(), REVOKED), { nonce }),
  ].map(({ code }) => code);
  expect(codes).toEqual([
    ...["proof_replayed", "proof_key", "proof_address", "proof_time"],
    ...["token_key_unknown", "token_signature", "token_expired", "bearer_refused", "token_revoked"],
  ]);
});

type Judged = { readonly user?: string; readonly code?: string; readonly status?: number; readonly nonce: string };
type Twist = { nonce?: string; jti?: string; iat?: number; url?: string; by?: Signer };

/** Judges it by the resource in the browser. */
async function judge(text: string, { by = session, ...twist }: Twist, scheme = "DPoP"): Promise<Judged> {
  const proofClaims = { method: "GET", url: ORDERS, jti: newId(), iat: now(), accessToken: text, ...twist };
  const headers = { authorization: `${scheme} ${text}`, dpop: await signDpop(by, proofClaims) };
  return page.evaluate<Judged>(`
    globalThis.resource.verify(new Request("/orders", { headers: ${JSON.stringify(headers)} })).then(
      ({ claims, headers }) => ({ user: claims.sub, nonce: headers["DPoP-Nonce"] }),
      ({ code, status, headers }) => ({ code, status, nonce: headers["DPoP-Nonce"] }),
    )`);
}

const token = (by: Signer = issuerKey, iat: number = now(), idx = 0): Promise<string> =>
  signToken(by, {
    ...{ iss: issuer, aud: [API], iat, exp: iat + 900, cnf: { jkt: session.thumbprint } },
    status: { status_list: { idx, uri: issuer + LIST } },
  });

/** Bundles `@nearside/resource` with all that it imports into one module. */
async function bundled(): Promise<string> {
  const outDir = join(folder, "bundle");
  await build({
    configFile: false,
    root: repository,
    logLevel: "error",
    build: {
      outDir,
      lib: { entry: join(repository, "resource/resource.ts"), formats: ["es"], fileName: () => "resource.js" },
    },
  });
  return readFile(join(outDir, "resource.js"), "utf8");
}
