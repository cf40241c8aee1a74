import { createHash, createPublicKey, verify } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extensionIds } from "@nearside/shared/statements/extension-ids.ts";
import { unzipSync, zipSync } from "fflate";
import * as v from "valibot";
import { describe, expect, it, onTestFinished } from "vitest";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

const MANIFEST = JSON.parse(readFileSync(new URL("../../../extension/manifest.json", import.meta.url), "utf8"));

const packed = (version: string, changes: object = {}, more: Readonly<Record<string, Uint8Array>> = {}): Uint8Array =>
  zipSync({
    ...more,
    "manifest.json": new TextEncoder().encode(JSON.stringify({ ...MANIFEST, version, ...changes })),
    "background.js": new TextEncoder().encode("void 0;"),
  });

function folderForTest(): string {
  const folder = mkdtempSync(join(tmpdir(), "nearside-roll-out-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A server with that package, its file, and the file in which Mozilla's would be. */
async function serverWith(version: string): Promise<{
  readonly server: TestServer;
  readonly file: string;
  readonly xpi: string;
}> {
  const folder = folderForTest();
  const xpi = join(folder, "signed.xpi");
  const file = join(folder, "extension.zip");
  const bytes = packed(version);
  writeFileSync(file, bytes);
  const extension = { file, sha256: createHash("sha256").update(bytes).digest("hex") };
  const server = await openTestServer({ rolledOut: { extension, firefoxFile: xpi } });
  onTestFinished(server.close);
  return { server, file, xpi };
}

const ask = (server: TestServer, path: string) => server.fetch(new Request(server.issuer + path));
const attribute = (text: string, name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(text)?.[1] ?? "";

async function crxOffered(server: TestServer) {
  const text = (await ask(server, "/get/extension/updates.xml?os=linux&x=id%3Da")).text;
  const path = attribute(text, "codebase").slice(server.issuer.length);
  const answer = await ask(server, path);
  const crx = await server.services.rollOut.crx(path.slice(path.lastIndexOf("/") + 1));
  if (typeof crx === "string") throw new Error(`it is ${crx}`);
  return { text, path, answer, bytes: crx.bytes };
}

/** Reads what Chromium reads of a package, by crx3.proto. */
function readCrx(bytes: Uint8Array) {
  const view = Buffer.from(bytes);
  expect(view.toString("latin1", 0, 4)).toBe("Cr24");
  expect(view.readUInt32LE(4)).toBe(3);
  const header = fieldsOf(view.subarray(12, 12 + view.readUInt32LE(8)));
  const proof = fieldsOf(header.get(2) ?? Buffer.alloc(0));
  const signed = header.get(10_000) ?? Buffer.alloc(0);
  return {
    zip: view.subarray(12 + view.readUInt32LE(8)),
    publicKey: proof.get(1) ?? Buffer.alloc(0),
    signature: proof.get(2) ?? Buffer.alloc(0),
    signed,
    id: fieldsOf(signed).get(1)?.toString("hex"),
  };
}

function fieldsOf(bytes: Buffer): Map<number, Buffer> {
  const fields = new Map<number, Buffer>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 0x80) {
      const byte = bytes.readUInt8(at);
      at += 1;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const length = varint();
    fields.set(Math.floor(tag / 8), bytes.subarray(at, at + length));
    at += length;
  }
  return fields;
}

describe("the package for Chromium", () => {
  it("is signed by this server's own key, by which its id is told, and looks for updates here", async () => {
    const { server } = await serverWith("1.2.3");
    const { text, path, answer, bytes } = await crxOffered(server);
    expect(answer.headers.get("content-type")).toBe("application/x-chrome-extension");
    expect(attribute(text, "hash_sha256")).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(text).toContain('version="1.2.3" prodversionmin="121"');
    const crx = readCrx(bytes);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(crx.signed.length);
    const covered = Buffer.concat([Buffer.from("CRX3 SignedData\0"), length, crx.signed, crx.zip]);
    const key = createPublicKey({ key: crx.publicKey, format: "der", type: "spki" });
    expect(verify("sha256", covered, key, crx.signature)).toBe(true);
    expect(crx.id).toBe(createHash("sha256").update(crx.publicKey).digest("hex").slice(0, 32));
    const manifest = JSON.parse(new TextDecoder().decode(unzipSync(crx.zip)["manifest.json"]));
    expect(manifest).toMatchObject({
      key: crx.publicKey.toString("base64"),
      update_url: `${server.issuer}/get/extension/updates.xml`,
      host_permissions: ["https://login.example.test/*", "http://127.0.0.1/*", "http://[::1]/*"],
      permissions: [...MANIFEST.permissions, "nativeMessaging"],
    });
    expect(path).toMatch(/^\/get\/extension\/[a-p]{32}-1\.2\.3\.crx$/);
  });

  it("is the same bytes from every process", async () => {
    const { server } = await serverWith("1.2.3");
    const [key] = await server.services.extensionKeys.signing();
    const { bytes } = await crxOffered(server);
    const beside = await serverWith("1.2.3"); // its own key makes another package, ours the same one
    expect(beside.server.services.rollOut.package?.crxFor(key).bytes).toEqual(bytes);
  });

  it("is not known by another name", async () => {
    const { server } = await serverWith("1.2.3");
    const { path } = await crxOffered(server);
    for (const name of ["nearside-1.2.3.xpi", `${"a".repeat(32)}-1.2.3.crx`, "..%2Fmanifest.json"])
      expect((await ask(server, `/get/extension/${name}`)).status).toBe(404);
    expect((await ask(server, path.replace("1.2.3", "1.2.4"))).status).toBe(404);
  });

  it.each([
    ["is another one", packed("1.2.3", { name: "Another" })],
    ["is no package", new Uint8Array([80, 75, 3, 4])],
  ])("is not signed where the file %s than the one that was built", async (_, bytes) => {
    const { server, file } = await serverWith("1.2.3");
    writeFileSync(file, bytes);
    for (const path of ["updates.xml", "nearside-for-mozilla.zip", "x.crx"])
      expect((await ask(server, `/get/extension/${path}`)).status).toBe(503);
    expect(server.logged.filter((line) => line.includes("the extension was not signed"))).toHaveLength(1);
    expect(server.services.rollOut.versions.extension).toBeNull();
  });

  it("says so where it was not built", async () => {
    const server = await openTestServer();
    onTestFinished(server.close);
    const answer = await ask(server, "/get/extension/updates.xml");
    expect(answer.status).toBe(503);
    expect(answer.text).toContain("npm run build");
  });
});

describe("keys of the package", () => {
  it("give the extension a second id for a while, when one takes over from another", async () => {
    const { server } = await serverWith("1.2.3");
    const before = await crxOffered(server);
    const [old] = await server.services.extensionKeys.signing();
    const { id } = await server.services.extensionKeys.rotate({ endsOld: false });
    const after = await crxOffered(server);
    expect(after.path).toContain(id);
    expect(after.text).toContain(`appid="${old.id}"`); // machines that have the old one still get its updates
    expect((await ask(server, before.path)).status).toBe(200);
    expect(await server.services.extensionKeys.end(id)).toBe("active"); // the one in use is not ended
    expect(await server.services.extensionKeys.end(old.id)).toBe("ended");
    expect((await ask(server, before.path)).status).toBe(404);
    expect((await crxOffered(server)).text).not.toContain(old.id);
    const kept = (await server.services.extensionKeys.all()).map(
      ({ id: each, privateJwk }) => [each, privateJwk === null] as const,
    );
    expect(new Map(kept)).toEqual(
      new Map([
        [id, false],
        [old.id, true],
      ]),
    );
  });
});

it("says the newest ids, as many as a keeper reads", async () => {
  const { server } = await serverWith("1.2.3");
  await server.services.extensionKeys.signing();
  let id = "";
  for (let made = 0; made < 8; made += 1) ({ id } = await server.services.extensionKeys.rotate({ endsOld: false }));
  const { claims } = await extensionIds.read((await ask(server, "/get/extension/ids.jwt")).text);
  expect(claims.chromium).toHaveLength(8);
  expect(claims.chromium[0]).toBe(id);
});

describe("the package for Firefox", () => {
  const offered = async (server: TestServer) =>
    v.parse(
      v.object({ addons: v.object({ "extension@nearside.dev": v.object({ updates: v.array(v.any()) }) }) }),
      JSON.parse((await ask(server, "/get/extension/firefox-updates.json")).text),
    ).addons["extension@nearside.dev"].updates;
  const SIGNED = { "META-INF/mozilla.rsa": new Uint8Array([1]) };

  it("is handed out as Mozilla signed it", async () => {
    const { server, xpi } = await serverWith("1.2.3");
    const bytes = packed("1.2.3", {}, SIGNED);
    writeFileSync(xpi, bytes);
    const [update] = await offered(server);
    expect(update).toMatchObject({
      version: "1.2.3",
      update_link: `${server.issuer}/get/extension/nearside-1.2.3.xpi`,
    });
    expect(update.update_hash).toBe(`sha256:${createHash("sha256").update(bytes).digest("hex")}`);
    const answer = await ask(server, "/get/extension/nearside-1.2.3.xpi");
    expect(answer.headers.get("content-type")).toBe("application/x-xpinstall");
    expect(server.services.rollOut.xpi("nearside-1.2.3.xpi")?.bytes).toEqual(bytes);
  });

  it("is there for Mozilla to sign, with the address of its updates here", async () => {
    const { server } = await serverWith("1.2.3");
    const answer = await ask(server, "/get/extension/nearside-for-mozilla.zip");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/zip"]);
    const zip = server.services.rollOut.package?.forMozilla() ?? new Uint8Array();
    expect(server.services.rollOut.package?.forMozilla()).toBe(zip); // no stranger has it packed again and again
    const manifest = JSON.parse(new TextDecoder().decode(unzipSync(zip)["manifest.json"]));
    expect(manifest.browser_specific_settings.gecko).toEqual({
      ...MANIFEST.browser_specific_settings.gecko,
      update_url: `${server.issuer}/get/extension/firefox-updates.json`,
    });
    expect(manifest.optional_permissions).toEqual(MANIFEST.optional_permissions); // people are asked there as before
  });

  const gecko = (id: string) => ({ browser_specific_settings: { gecko: { id } } });
  it.each([
    ["unreadable", undefined],
    ["not_a_package", new Uint8Array([80, 75, 3, 4])],
    ["other_extension", packed("1.2.3", gecko("another@example.com"), SIGNED)],
    ["other_version", packed("1.2.2", {}, SIGNED)],
    ["unsigned", packed("1.2.3")],
  ] as const)("is kept back where it is %s", async (problem, bytes) => {
    const { server, xpi } = await serverWith("1.2.3");
    if (bytes !== undefined) writeFileSync(xpi, bytes);
    expect(server.services.rollOut.firefox).toBe(problem);
    expect(await offered(server)).toEqual([]);
    expect((await ask(server, "/get/extension/nearside-1.2.3.xpi")).status).toBe(404);
  });
});
