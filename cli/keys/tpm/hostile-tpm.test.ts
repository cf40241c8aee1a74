import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { joined, u16, u32 } from "@nearside/shared/tpm/structure-writer.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { attestDeviceKey } from "./attest-key.ts";
import { openTpm, type Tpm } from "./connection/open-tpm.ts";
import { describeTpm } from "./describe-tpm.ts";
import { createDeviceKey } from "./tpm-key.ts";

// Anything that answers in a TPM's place leads to an error of ours, and nothing is taken from it.

let root: string;
let server: Server;
let tpm: Tpm;
/** The answer to every command; null hangs up. */
let answer: Uint8Array | null;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "nearside-no-tpm-"));
  const path = join(root, "socket");
  server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", () => (answer === null ? socket.destroy() : socket.write(answer)));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  tpm = openTpm(`swtpm:path=${path}`, "linux");
});
beforeEach(() => {
  answer = null;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(root, { recursive: true, force: true });
});

const header = (tag: number, size: number, code: number): Uint8Array => joined(u16(tag), u32(size), u32(code));
const whole = (tag: number, body: Uint8Array): Uint8Array => joined(header(tag, 10 + body.length, 0), body);
const failed = (code: number): Uint8Array => header(0x8001, 10, code);

describe("an answer", () => {
  it.each([
    ["that hangs up", null, "tpm_failed"],
    ["that says it is shorter than a header", header(0x8001, 9, 0), "tpm_malformed"],
    ["that says it is longer than any", header(0x8001, 0xffff_ffff, 0), "tpm_malformed"],
    ["with more than it says", joined(header(0x8001, 10, 0), Uint8Array.of(0)), "tpm_malformed"],
    ["with sessions that nobody asked for", whole(0x8002, new Uint8Array(40)), "tpm_malformed"],
    ["without parameters", header(0x8001, 10, 0), "tpm_malformed"],
    ["that ends in the middle", whole(0x8001, new Uint8Array(7)), "tpm_malformed"],
    ["with text in its place", new TextEncoder().encode("HTTP/1.1 400 Bad Request"), "tpm_malformed"],
  ])("%s is refused", async (_what, bytes, code) => {
    answer = bytes;
    await expect(describeTpm(tpm)).rejects.toMatchObject({ code });
  });

  it.each([
    ["with parameters longer than it", joined(u32(0x8000_0000), u32(0xffff), new Uint8Array(8))],
    ["with a key longer than its parameters", joined(u32(0x8000_0000), u32(2), u16(500), new Uint8Array(8))],
    ["with a key longer than any", joined(u32(0x8000_0000), u32(1030), u16(1028), new Uint8Array(1028))],
  ])("%s is refused", async (_what, body) => {
    answer = whole(0x8002, body);
    await expect(createDeviceKey(tpm)).rejects.toMatchObject({ code: "tpm_malformed" });
  });

  it.each([
    [0x921, "tpm_locked"],
    [0x902, "tpm_busy"],
    [0x922, "tpm_busy"],
    [0x9a2, "tpm_owned"],
    [0x98e, "tpm_owned"],
    [0x1df, "tpm_key_lost"],
    [0x101, "tpm_failed"],
    [0xffff_ffff, "tpm_failed"],
  ])("with code %i is told by name and number", async (code, expected) => {
    answer = failed(code);
    const error: unknown = await describeTpm(tpm).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: expected, responseCode: code });
    expect(String(error)).toContain(`(0x${code.toString(16)} at GetCapability)`);
  });
});

describe("no TPM", () => {
  it.each(["device:/dev/no-such-device", "swtpm:path=/no/such/socket", "swtpm:host=127.0.0.1,port=1"])(
    "is at %s",
    async (setting) => {
      await expect(createDeviceKey(openTpm(setting, "linux"))).rejects.toMatchObject({ code: "tpm_missing" });
    },
  );

  it("is a file, which answers nothing", async () => {
    const file = join(root, "file");
    await writeFile(file, "");
    await expect(describeTpm(openTpm(`device:${file}`, "linux"))).rejects.toMatchObject({ code: "tpm_malformed" });
  });

  it("proves a key", async () => {
    const key = { jwk: { kty: "EC", crv: "P-256", x: "", y: "" }, publicBlob: "", privateBlob: "" } as const;
    const ask = () => Promise.reject(new Error("asked"));
    await expect(attestDeviceKey(tpm, key, ask)).rejects.toMatchObject({ code: "tpm_key_lost" });
  });
});
