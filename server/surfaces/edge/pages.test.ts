import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { onlyOurHost } from "../../platform/http/only-our-host.ts";
import { mount, unlimited } from "../../platform/http/route.ts";
import { securityHeaders } from "../../platform/http/security-headers.ts";
import { createLog } from "../../platform/log/log.ts";
import { socketless } from "../../testing/test-server.ts";
import { createEdge } from "./edge.ts";
import { errorPages, findPages, pageRoutes, readPages } from "./pages.ts";

const SCRIPT = "const a = 1;\n".repeat(200);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nearside-pages-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>n</title>");
  writeFileSync(join(folder, "assets", "approve-1a2b.js"), SCRIPT);
  writeFileSync(join(folder, "assets", "approve-1a2b.js.gz"), gzipSync(SCRIPT));
  writeFileSync(join(folder, "icon.svg"), "<svg/>");
});
afterAll(() => rmSync(folder, { recursive: true }));

function appOf(pagesFolder: string, issuer = "https://login.example.com", pages = findPages(pagesFolder)) {
  const app = createEdge(
    createLog("silent", () => 0, { write: () => {} }),
    errorPages(pages, issuer),
  );
  app.use(securityHeaders(issuer));
  app.use(onlyOurHost(issuer, ["/healthz"]));
  mount(app, pageRoutes(pages), unlimited);
  return (path: string, headers: Record<string, string> = {}) =>
    app.request(path, { headers: { host: "login.example.com", ...headers } }, socketless(undefined));
}

it("serves the one document at every page's address, never kept", async () => {
  const ask = appOf(folder);
  for (const path of ["/", "/approve", "/approve/rq_x", "/enroll/en_x"]) {
    const answer = await ask(path);
    expect([path, answer.status, await answer.text()]).toEqual([path, 200, "<!doctype html><title>n</title>"]);
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  }
});

it("answers a wrong link by a page for a person, and by a code for a program", async () => {
  const ask = appOf(folder);
  const accept = "text/html,application/xhtml+xml,*/*;q=0.8";
  const asked = async (path: string, headers: Record<string, string>) => {
    const answer = await ask(path, headers);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    return [answer.status, answer.headers.get("content-type"), await answer.text()];
  };
  const nothing = await asked("/nowhere", { accept });
  expect(nothing).toEqual([404, "text/html; charset=utf-8", "<!doctype html><title>n</title>"]);
  const [status, type, text] = await asked("/get", { accept, host: "127.0.0.1:4790" });
  expect([status, type]).toEqual([421, "text/html; charset=utf-8"]);
  expect(text).toContain('<a href="https://login.example.com">');
  for (const headers of [{}, { accept: "application/json" }, { accept: "*/*" }]) {
    expect((await asked("/nowhere", headers))[2]).toMatch(/^{"error":"not_found"/);
    expect((await asked("/get", { ...headers, host: "127.0.0.1:4790" }))[2]).toMatch(/^{"error":"misdirected_request"/);
  }
});

it("lets files whose names carry their hash be kept, packed where the browser takes that", async () => {
  const ask = appOf(folder);
  const plain = await ask("/assets/approve-1a2b.js");
  expect(await plain.text()).toBe(SCRIPT);
  expect(plain.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(plain.headers.get("content-encoding")).toBeNull();

  const packed = await ask("/assets/approve-1a2b.js", { "accept-encoding": "br, gzip;q=0.5" });
  expect(packed.headers.get("content-encoding")).toBe("gzip");
  expect(packed.headers.get("vary")).toBe("Accept-Encoding");
  expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe(SCRIPT);
  const refused = await ask("/assets/approve-1a2b.js", { "accept-encoding": "gzip;q=0" });
  expect(refused.headers.get("content-encoding")).toBeNull();
});

it("serves what was built and nothing else", async () => {
  const ask = appOf(folder);
  expect((await ask("/icon.svg")).headers.get("content-type")).toBe("image/svg+xml");
  for (const path of [
    "/assets/",
    "/assets/approve-1a2b.js.gz",
    "/assets/../index.htm",
    "/assets/%2e%2e/%2e%2e/package.json",
    "/approve/a/b",
    "/.env",
  ])
    expect([path, (await ask(path)).status]).toEqual([path, 404]);
});

it("serves what it has read though another build took its place", async () => {
  const built = mkdtempSync(join(tmpdir(), "nearside-pages-"));
  writeFileSync(join(built, "index.html"), "of before");
  const pages = findPages(built);
  readPages(pages);
  rmSync(built, { recursive: true });
  expect(await (await appOf(built, "https://login.example.com", pages)("/")).text()).toBe("of before");
});

it("says what is missing where the pages were not built", async () => {
  const answer = await appOf(join(folder, "absent"))("/");
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ error: "temporarily_unavailable" });
});

it("puts the security headers on pages, files and refusals alike", async () => {
  const ask = appOf(folder);
  for (const [path, headers] of [
    ["/", {}],
    ["/assets/approve-1a2b.js", {}],
    ["/nothing", {}],
    ["/", { host: "evil.example" }],
  ] as const) {
    const answer = await ask(path, headers);
    expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(answer.headers.get("content-security-policy")).not.toContain("unsafe");
    expect(answer.headers.get("strict-transport-security")).toBe("max-age=63072000");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
  }
});

it("asks for HTTPS only where it is spoken", async () => {
  const answer = await appOf(folder, "http://localhost:4790")("/", { host: "localhost:4790" });
  expect(answer.headers.get("strict-transport-security")).toBeNull();
});

it("answers under its own name only, so that another name pointed here gets nothing", async () => {
  const ask = appOf(folder);
  for (const host of ["evil.example", "login.example.com:444", "", "login.example.com@evil.example", "127.0.0.1"])
    expect([host, (await ask("/", { host })).status]).toEqual([host, 421]);
  expect((await ask("/", { host: "login.example.com:443" })).status).toBe(200);
  expect((await ask("/healthz", { host: "10.0.0.7" })).status).toBe(404); // the request passes, though nothing is served here
});
