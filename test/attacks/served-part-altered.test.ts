// M15: a part that the server hands out is altered on its disk. Its bytes are compared with the list before each is sent, and somebody who sets
// the file's time back hides nothing. No text of a client is a path.
import { createHash } from "node:crypto";
import { readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { afterTests } from "../support/after-tests.ts";
import type { NearsideServer } from "../support/nearside-server.ts";
import { startServerCopy } from "../support/server-copy.ts";
import { exchange, requestOf } from "./support-raw.ts";

const listSchema = v.object({ parts: v.array(v.object({ file: v.string(), kind: v.string(), sha256: v.string() })) });
const atEnd = afterTests();
let server: NearsideServer;
/** The server's own folder of parts. */
let get: string;
let part: { readonly file: string; readonly sha256: string };

beforeAll(async () => {
  ({ server, get } = await startServerCopy(atEnd));
  const { parts } = v.parse(listSchema, await (await fetch(`${server.issuer}/get/parts.json`)).json());
  const found = parts.find(({ kind }) => kind === "command_line");
  if (found === undefined) throw new Error("the server hands out no command line");
  part = found;
});

const ask = async () => {
  const answer = await fetch(`${server.issuer}/get/${part.file}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, sha256: createHash("sha256").update(bytes).digest("hex"), text: bytes.toString() };
};

describe("a part that was altered on the server's disk", () => {
  it("is not handed out, by whatever way it was altered, and the log names it", async () => {
    expect(await ask()).toMatchObject({ status: 200, sha256: part.sha256 });
    const path = join(get, part.file);
    const whole = await readFile(path);
    const { atime, mtime } = await stat(path);
    for (const spoilt of [flipped(whole), whole.subarray(0, -1), Buffer.concat([whole, whole])]) {
      await writeFile(path, spoilt);
      await utimes(path, atime, mtime);
      const refused = await ask();
      expect([refused.status, JSON.parse(refused.text).error]).toEqual([503, "part_altered"]);
    }
    expect(server.process.stderr()).toMatch(new RegExp(`"file":"${part.file}"[^\\n]*its content differs`));
    // Nothing else is held up by it, and the right bytes are handed out again.
    expect((await fetch(`${server.issuer}/readyz`)).status).toBe(200);
    await writeFile(path, whole);
    expect(await ask()).toMatchObject({ status: 200, sha256: part.sha256 });
  });

  it("is signed for no browser, where it is the extension", async () => {
    const name = (await readdir(get)).find((file) => file.endsWith(".zip")) ?? "";
    const path = join(get, name);
    await writeFile(path, flipped(await readFile(path)));
    for (const address of ["updates.xml", "nearside-for-mozilla.zip"])
      expect((await fetch(`${server.issuer}/get/extension/${address}`)).status).toBe(503);
    expect(server.process.stderr()).toContain("the extension was not signed");
  });

  it.each([
    "/get/../package.json",
    "/get/..%2f..%2fpackage.json",
    "/get/%2e%2e/%2e%2e/package.json",
    "/get/parts.json%00",
  ])("lets no address lead out of its folder: %s", async (path) => {
    const { host, port } = new URL(server.issuer);
    const answer = await exchange(Number(port), requestOf(`GET ${path} HTTP/1.1`, { host, connection: "close" }));
    expect(answer).not.toContain("@nearside/server");
    expect(answer).toMatch(/^HTTP\/1\.1 (?:400|404) /);
  });
});

function flipped(bytes: Buffer): Buffer {
  const other = Buffer.from(bytes);
  other[other.length >> 1] = (other[other.length >> 1] ?? 0) ^ 1;
  return other;
}
