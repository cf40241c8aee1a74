import { createHash } from "node:crypto";
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import { versions } from "@nearside/shared/statements/versions.ts";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { newPartsFolder } from "../../testing/parts-folder.ts";
import { ISSUER, openTestServer, type TestServer } from "../../testing/test-server.ts";

const parts = newPartsFolder();
const { folder, file: FILE, bytes: BYTES, sha256: SHA256 } = parts;
afterAll(parts.remove);

let server: TestServer;
beforeEach(async () => {
  writeFileSync(join(folder, FILE), BYTES);
  writeFileSync(join(folder, "other.txt"), "not in the list");
  server = await openTestServer({ partsFolder: folder });
});
afterEach(async () => {
  await server.close();
});

const ask = (path: string, init: RequestInit = {}, from = server) => from.fetch(new Request(ISSUER + path, init));

describe("a part of the list", () => {
  it("is handed out whole, to be kept and asked for again by its tag", async () => {
    const answer = await ask(`/get/${FILE}`);
    expect(answer.status).toBe(200);
    expect(createHash("sha256").update(answer.text, "utf8").digest("hex")).toBe(SHA256);
    const { headers } = answer;
    expect(headers.get("content-length")).toBe(String(BYTES.length));
    expect(headers.get("content-type")).toBe("application/gzip");
    expect(headers.get("cache-control")).toBe("public, no-cache");
    expect(headers.get("etag")).toBe(`"${SHA256}"`);
  });

  it("is not sent again to a client that has it, or that asks for its head", async () => {
    const kept = await ask(`/get/${FILE}`, { headers: { "if-none-match": `W/"x", "${SHA256}"` } });
    expect([kept.status, kept.text]).toEqual([304, ""]);
    const head = await ask(`/get/${FILE}`, { method: "HEAD" });
    expect([head.status, head.text, head.headers.get("content-length")]).toEqual([200, "", String(BYTES.length)]);
  });

  it("is refused once its content differs, by a closed code, and the log says which", async () => {
    expect((await ask(`/get/${FILE}`)).status).toBe(200);
    const { atime, mtime } = statSync(join(folder, FILE));
    const altered = Buffer.from(BYTES);
    altered[1000] = 0;
    writeFileSync(join(folder, FILE), altered);
    utimesSync(join(folder, FILE), atime, mtime); // an attacker sets its time back
    const refused = await ask(`/get/${FILE}`);
    expect([refused.status, JSON.parse(refused.text).error]).toEqual([503, "part_altered"]);
    expect(refused.headers.get("cache-control")).toBe("no-store");
    expect(server.logged.some((line) => line.includes(FILE) && line.includes("its content differs"))).toBe(true);
    writeFileSync(join(folder, FILE), BYTES);
    expect((await ask(`/get/${FILE}`)).status).toBe(200);
  });

  it("is not read again and again while its content differs", async () => {
    writeFileSync(join(folder, FILE), Buffer.alloc(BYTES.length));
    const readSoFar = (): number => Number(/^rchar: (\d+)$/m.exec(readFileSync("/proc/self/io", "utf8"))?.[1]);
    const before = readSoFar();
    for (let asked = 0; asked < 40; asked += 1)
      expect(JSON.parse((await ask(`/get/${FILE}`)).text).error).toBe("part_altered");
    expect(readSoFar() - before).toBeLessThan(10 * BYTES.length);
  });

  it.each([
    ["shorter", () => writeFileSync(join(folder, FILE), BYTES.subarray(1))],
    ["longer", () => writeFileSync(join(folder, FILE), Buffer.concat([BYTES, BYTES]))],
    ["gone", () => rmSync(join(folder, FILE))],
  ])("is refused where it is %s", async (_, spoil) => {
    spoil();
    expect(JSON.parse((await ask(`/get/${FILE}`)).text).error).toBe("part_altered");
  });
});

it.each(["other.txt", "..%2fparts.json", "nearside-0.2.0.tgz%00", `${FILE}/`, "__proto__"])(
  "knows no file %s, whatever lies on the disk",
  async (name) => {
    expect((await ask(`/get/${name}`)).status).toBe(404);
  },
);

it("lets a network take so many at a time, and gives each place back", async () => {
  const { clock, parts } = server.services;
  const slow = Array.from({ length: 16 }, () => parts.downloads.begin("192.0.2.1", clock, () => {}));
  const refused = await ask(`/get/${FILE}`, {}, server.from("192.0.2.1"));
  expect([refused.status, JSON.parse(refused.text).error]).toEqual([503, "temporarily_unavailable"]);
  expect((await ask(`/get/${FILE}`, {}, server.from("192.0.2.2"))).status).toBe(200);
  for (const download of slow) download.end();
  for (let turn = 0; turn < 17; turn += 1)
    expect(
      (await ask(`/get/${FILE}`, { method: turn % 2 === 0 ? "GET" : "HEAD" }, server.from("192.0.2.1"))).status,
    ).toBe(200);
});

describe("the statement of versions", () => {
  const read = async () => versions.read((await ask("/get/versions.jwt")).text);

  it("says the same as the list, signed by this server, for an hour", async () => {
    const statement = await read();
    const serverKeys = serverKeysOf(JSON.parse((await ask("/oauth/jwks")).text));
    await verifyServerSignature(statement, { issuer: ISSUER, serverKeys });
    const list = JSON.parse((await ask("/get/parts.json")).text);
    expect(statement.claims).toEqual({ iss: ISSUER, iat: server.now(), exp: server.now() + 3600, ...list });
  });

  it("is signed once for all who ask, and again before it ends", async () => {
    const first = (await ask("/get/versions.jwt")).text;
    server.pass(1799);
    expect((await ask("/get/versions.jwt")).text).toBe(first);
    server.pass(2);
    expect((await read()).claims.iat).toBe(server.now());
  });
});

it("says that nothing was built where there is no list, or none that a build wrote", async () => {
  const none = await openTestServer();
  for (const path of ["/get/parts.json", "/get/versions.jwt"]) expect((await ask(path, {}, none)).status).toBe(503);
  expect((await ask(`/get/${FILE}`, {}, none)).status).toBe(404);
  await none.close();
});
