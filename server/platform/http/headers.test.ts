import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newApiKey } from "../../../test/kit/apis.ts";
import { getFrom, postForm, postJson } from "../../../test/kit/send.ts";
import { findPages, type Pages, pageRoutes } from "../../surfaces/edge/pages.ts";
import { routesOf } from "../../surfaces/wiring/app.ts";
import { newPartsFolder } from "../../testing/parts-folder.ts";
import { resourceServerWith } from "../../testing/resource-server.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { ISSUER } from "../../testing/test-server.ts";
import { type RecordedAnswer, recorded, strangersDay, wholeDay } from "../../testing/whole-day.ts";
import { securityHeadersOf } from "./security-headers.ts";

// The table lists every address with every header of its answers (threats B5, B6), in a whole enrolment and a whole login, to
// a stranger, and in each refusal at the edge. A new address without its lines here fails the test.

/**
 * Maps an address to its status, content type, and the headers that it has besides those of every answer. `dpop-nonce`,
 * `etag`, `location` and `retry-after` change; all others are shown as sent.
 */
const TABLE = `
(a bug) | 500 | application/json
(another content type) | 415 | application/json
(another host) | 421 | application/json
(another method) | 405 | application/json | allow: POST
(not as asked for) | 400 | application/json
(nothing there) | 404 | application/json
(too long) | 413 | application/json
(too much) | 429 | application/json | retry-after
GET / | 200 | text/html; charset=utf-8 | vary: Accept-Encoding
GET /.well-known/oauth-authorization-server | 200 | application/json | access-control-allow-origin: * | cache-control: public, max-age=300
GET /.well-known/openid-configuration | 200 | application/json | access-control-allow-origin: * | cache-control: public, max-age=300
GET /account | 200 | text/html; charset=utf-8 | vary: Accept-Encoding
GET /account/* | 200 | text/html; charset=utf-8 | vary: Accept-Encoding
GET /api/enrolments/:id | 200 | application/json | dpop-nonce
GET /api/enrolments/:id | 400 | application/json | dpop-nonce
GET /approvals | 200 | text/html; charset=utf-8 | vary: Accept-Encoding
GET /approvals/* | 200 | text/html; charset=utf-8 | vary: Accept-Encoding
GET /approve | 200 | text/html; charset=utf-8 | vary: Accept-Encoding
GET /approve/:id | 200 | text/html; charset=utf-8 | vary: Accept-Encoding
GET /assets/index-1a2b.css | 200 | text/css; charset=utf-8 | cache-control: public, max-age=31536000, immutable | vary: Accept-Encoding
GET /assets/index-1a2b.js | 200 | text/javascript; charset=utf-8 | cache-control: public, max-age=31536000, immutable | content-encoding: gzip | vary: Accept-Encoding
GET /assets/index-1a2b.js | 200 | text/javascript; charset=utf-8 | cache-control: public, max-age=31536000, immutable | vary: Accept-Encoding
GET /authorize | 200 | text/html; charset=utf-8 | vary: Accept-Encoding
GET /console | 200 | text/html; charset=utf-8 | vary: Accept-Encoding
GET /console/* | 200 | text/html; charset=utf-8 | vary: Accept-Encoding
GET /enroll | 200 | text/html; charset=utf-8 | vary: Accept-Encoding
GET /enroll/:id | 200 | text/html; charset=utf-8 | vary: Accept-Encoding
GET /get | 200 | text/html; charset=utf-8 | vary: Accept-Encoding
GET /get/:id | 200 | application/gzip | cache-control: public, no-cache | etag
GET /get/:id | 404 | application/json
GET /get/parts.json | 200 | application/json | cache-control: public, max-age=300
GET /get/versions.jwt | 200 | application/jwt
GET /healthz | 200 | application/json
GET /mark.svg | 200 | image/svg+xml | vary: Accept-Encoding
GET /oauth/authorize | 303 | no body | location
GET /oauth/authorize | 400 | application/json
GET /oauth/authorize | 400 | text/html; charset=UTF-8
GET /oauth/jwks | 200 | application/jwk-set+json | access-control-allow-origin: * | cache-control: public, max-age=60
GET /oauth/status/:id | 200 | application/statuslist+jwt | access-control-allow-origin: * | cache-control: public, max-age=5 | etag
GET /oauth/status/:id | 404 | application/json
GET /oauth/userinfo | 200 | application/json
GET /oauth/userinfo | 200 | application/json | dpop-nonce
GET /oauth/userinfo | 401 | application/json | www-authenticate: DPoP algs="ES256"
GET /openapi.json | 200 | application/json | access-control-allow-origin: * | cache-control: public, max-age=300
GET /readyz | 200 | application/json
POST /api/authorizations | 200 | application/json
POST /api/authorizations | 400 | application/json
POST /api/authorizations/:id/state | 200 | application/json
POST /api/authorizations/:id/state | 400 | application/json
POST /api/console/approvals/:id/decision | 200 | application/json
POST /api/console/approvals/:id/question | 200 | application/json
POST /api/console/sign-in | 200 | application/json | set-cookie: __Host-nearside_console=…; Path=/; HttpOnly; Secure; SameSite=Strict
POST /api/console/sign-in/nonce | 200 | application/json
POST /api/console/sign-in/options | 200 | application/json
POST /api/devices/approvals | 200 | application/json | dpop-nonce
POST /api/devices/approvals | 400 | application/json | dpop-nonce
POST /api/devices/key-storage | 204 | no body | dpop-nonce
POST /api/devices/key-storage | 400 | application/json
POST /api/devices/place-end | 204 | no body
POST /api/devices/place-end | 400 | application/json
POST /api/devices/posture | 200 | application/json
POST /api/devices/posture | 400 | application/json
POST /api/devices/redirect-outcome | 204 | no body | dpop-nonce
POST /api/devices/redirect-outcome | 400 | application/json
POST /api/devices/redirects | 200 | application/json | dpop-nonce
POST /api/devices/redirects | 400 | application/json
POST /api/devices/standing | 200 | application/json | dpop-nonce
POST /api/devices/standing | 400 | application/json
POST /api/enrolments | 201 | application/json | dpop-nonce
POST /api/enrolments | 400 | application/json
POST /api/enrolments/:id/locality | 200 | application/json
POST /api/enrolments/:id/locality | 400 | application/json
POST /api/enrolments/:id/nonce | 200 | application/json | set-cookie: __Host-nearside=…; Path=/; HttpOnly; Secure; SameSite=Strict
POST /api/enrolments/:id/nonce | 404 | application/json
POST /api/enrolments/:id/passkey | 200 | application/json
POST /api/enrolments/:id/passkey | 400 | application/json
POST /api/enrolments/:id/proof | 200 | application/json
POST /api/enrolments/:id/proof | 400 | application/json
POST /api/enrolments/:id/refusal | 200 | application/json | dpop-nonce
POST /api/enrolments/:id/refusal | 400 | application/json
POST /api/enrolments/:id/state | 200 | application/json
POST /api/enrolments/:id/state | 400 | application/json
POST /api/key-attestations | 400 | application/json
POST /api/leases/:id/calls | 204 | no body | dpop-nonce
POST /api/leases/:id/calls | 400 | application/json
POST /api/leases/:id/end | 204 | no body
POST /api/leases/:id/end | 400 | application/json
POST /api/leases/:id/state | 200 | application/json | dpop-nonce
POST /api/leases/:id/state | 400 | application/json
POST /api/requests/:id/answer | 204 | no body
POST /api/requests/:id/answer | 400 | application/json
POST /api/requests/:id/approve | 200 | application/json
POST /api/requests/:id/approve | 400 | application/json
POST /api/requests/:id/decision | 200 | application/json
POST /api/requests/:id/decision | 400 | application/json
POST /api/requests/:id/deny | 200 | application/json
POST /api/requests/:id/deny | 400 | application/json
POST /api/requests/:id/locality | 200 | application/json
POST /api/requests/:id/locality | 400 | application/json
POST /api/requests/:id/nonce | 200 | application/json
POST /api/requests/:id/nonce | 404 | application/json
POST /api/requests/:id/peer | 204 | no body
POST /api/requests/:id/peer | 400 | application/json
POST /api/requests/:id/report | 204 | no body
POST /api/requests/:id/report | 400 | application/json
POST /api/requests/:id/state | 200 | application/json
POST /api/requests/:id/state | 400 | application/json
POST /api/requests/:id/trouble | 200 | application/json
POST /api/requests/:id/trouble | 400 | application/json
POST /api/requests/:id/withdrawal | 204 | no body
POST /api/requests/:id/withdrawal | 400 | application/json
POST /oauth/authorize | 303 | no body | location
POST /oauth/authorize | 400 | application/json
POST /oauth/device_authorization | 200 | application/json | dpop-nonce
POST /oauth/device_authorization | 400 | application/json
POST /oauth/introspect | 200 | application/json
POST /oauth/introspect | 200 | application/token-introspection+jwt
POST /oauth/introspect | 401 | application/json
POST /oauth/register | 201 | application/json | pragma: no-cache
POST /oauth/register | 401 | application/json | www-authenticate: Bearer realm="nearside"
POST /oauth/revoke | 200 | no body
POST /oauth/revoke | 400 | application/json
POST /oauth/token | 200 | application/json | dpop-nonce | pragma: no-cache
POST /oauth/token | 200 | application/json | pragma: no-cache
POST /oauth/token | 400 | application/json
POST /oauth/token | 400 | application/json | dpop-nonce
POST /oauth/userinfo | 200 | application/json | dpop-nonce
POST /oauth/userinfo | 401 | application/json | www-authenticate: DPoP algs="ES256"
`.trim();

const apiKey = newApiKey();
let folder: string;
let pages: Pages;
const parts = newPartsFolder();
const server = serverForAll({ resourceServers: [resourceServerWith("api", apiKey)], partsFolder: parts.folder });
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nearside-headers-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>n</title>");
  const script = "const a = 1;\n".repeat(200);
  writeFileSync(join(folder, "assets", "index-1a2b.js"), script);
  writeFileSync(join(folder, "assets", "index-1a2b.js.gz"), gzipSync(script));
  writeFileSync(join(folder, "assets", "index-1a2b.css"), "a { color: red }\n".repeat(200));
  writeFileSync(join(folder, "mark.svg"), "<svg/>");
  pages = findPages(folder);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  parts.remove();
});

/** These addresses answer well only to a machine with a TPM. */
const NEED_MORE = ["POST /api/key-attestations"];
const FIVE_MINUTES = [
  "/.well-known/oauth-authorization-server",
  "/.well-known/openid-configuration",
  "/openapi.json",
].map((path) => `GET ${path}`);
/** Returns the time for which a response that is the same for everybody may be cached, if the response names one. */
const keptFor = (address: string): string | undefined => {
  if (address.startsWith("GET /assets/")) return "public, max-age=31536000, immutable";
  if (address === "GET /get/parts.json") return "public, max-age=300";
  if (address === "GET /oauth/jwks") return "public, max-age=60";
  return FIVE_MINUTES.includes(address) ? "public, max-age=300" : undefined;
};
const CHANGING = ["dpop-nonce", "etag", "location", "retry-after"];
const lineOf = ({ address, answer }: RecordedAnswer): string => {
  const always = new Map(securityHeadersOf(ISSUER).map(([name, value]) => [name.toLowerCase(), value]));
  const own = [...answer.headers]
    .filter(([name, value]) => name !== "content-type" && name !== "content-length" && always.get(name) !== value)
    .map(([name, value]) => (CHANGING.includes(name) ? name : `${name}: ${value}`))
    .map((text) => text.replace(/=[A-Za-z0-9_-]{43}(?:\.[A-Za-z0-9_-]{43})?;/, "=…;"));
  return [address, answer.status, answer.headers.get("content-type") ?? "no body", ...own].join(" | ");
};
const linesOf = (heard: readonly RecordedAnswer[]): string[] => [...new Set(heard.map(lineOf))].sort();

async function refusedAtTheEdge(): Promise<RecordedAnswer[]> {
  const heard: RecordedAnswer[] = [];
  const named = (name: string, from: readonly RecordedAnswer[]) => {
    const [last] = from.slice(-1);
    if (last !== undefined) heard.push({ ...last, address: `(${name})` });
  };
  const one = recorded(server, pages);
  await getFrom(one.at, "/nothing");
  named("nothing there", one.heard);
  await getFrom(one.at, "/oauth/token");
  named("another method", one.heard);
  await getFrom(one.at, "/", { host: "evil.example" });
  named("another host", one.heard);
  await postJson(one.at, "/api/enrolments", { a: "x".repeat(70_000) });
  named("too long", one.heard);
  await postForm(one.at, "/api/enrolments", {});
  named("another content type", one.heard);
  await postJson(one.at, "/api/enrolments", {});
  named("not as asked for", one.heard);
  const usedUp = { isOver: true, wholeIn: 60 };
  const flooded = recorded(server, pages, { budgets: { ...server.services.budgets, spend: async () => usedUp } });
  await getFrom(flooded.at, "/oauth/jwks");
  named("too much", flooded.heard);
  const broken = recorded(server, pages, {
    addressOf: () => {
      throw new TypeError("a bug of ours");
    },
  });
  await getFrom(broken.at, "/oauth/jwks");
  named("a bug", broken.heard);
  return heard;
}

describe("on https", () => {
  let heard: RecordedAnswer[];
  beforeAll(async () => {
    const day = recorded(server, pages);
    await wholeDay(day.at, pages, apiKey);
    await getFrom(day.at, "/assets/index-1a2b.js", { "accept-encoding": "gzip" });
    await getFrom(day.at, `/get/${parts.file}`);
    await strangersDay(day.at, pages, ISSUER);
    heard = [...day.heard, ...(await refusedAtTheEdge())];
  });

  it("every answer is in the table, and nothing else", () => {
    expect(linesOf(heard)).toEqual(TABLE.split("\n"));
  });

  it("every address answers well once, or it is not known what its good answer carries", () => {
    const well = new Set(heard.filter(({ answer }) => answer.status < 400).map(({ address }) => address));
    const all = [...routesOf(server.services), ...pageRoutes(pages)].map(({ method, path }) => `${method} ${path}`);
    expect(all.filter((address) => !well.has(address))).toEqual(NEED_MORE);
  });

  it("every answer has the headers that all have", () => {
    for (const { address, answer } of heard) {
      for (const [name, value] of securityHeadersOf(ISSUER)) {
        const itsOwn = ["GET /oauth/status/:id", "GET /get/:id"].includes(address) && answer.status === 200; // the table names those values
        if (name === "Cache-Control" && itsOwn) continue;
        const expected = (name === "Cache-Control" ? keptFor(address) : undefined) ?? value;
        expect([address, name, answer.headers.get(name)]).toEqual([address, name, expected]);
      }
      expect([address, answer.headers.get("server"), answer.headers.get("x-powered-by")]).toEqual([
        address,
        null,
        null,
      ]);
    }
  });
});

it("on http, for localhost only, they are the same but for HSTS", async () => {
  const issuer = "http://localhost:4790";
  const [https, http] = [
    recorded(server, pages),
    recorded(server, pages, { config: { ...server.services.config, issuer } }),
  ];
  await strangersDay(https.at, pages, ISSUER);
  await strangersDay(http.at, pages, issuer);
  const shown = ({ address, answer }: RecordedAnswer) => {
    const { "content-length": _, "dpop-nonce": __, ...rest } = Object.fromEntries(answer.headers);
    return { address, status: answer.status, ...rest };
  };
  const withoutHsts = https.heard.map(shown).map((all) => {
    const { "strict-transport-security": hsts, ...rest } = { "strict-transport-security": "", ...all };
    expect(hsts).toBe("max-age=63072000");
    return rest;
  });
  expect(http.heard.map(shown)).toEqual(withoutHsts);
});

it("lets a page run nothing that was not built into it, and be shown by nobody", () => {
  const headers = Object.fromEntries(securityHeadersOf(ISSUER));
  const policy = headers["Content-Security-Policy"] ?? "";
  expect(policy).not.toMatch(/unsafe|data:|blob:|\*|strict-dynamic/);
  for (const directive of [
    "default-src 'none'",
    "script-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ])
    expect(policy.split("; ")).toContain(directive);
  expect(headers["Permissions-Policy"]).toMatch(
    /^publickey-credentials-get=\(self\), publickey-credentials-create=\(self\), clipboard-write=\(self\), [a-z-]+=\(\)(, [a-z-]+=\(\))*$/,
  );
});
