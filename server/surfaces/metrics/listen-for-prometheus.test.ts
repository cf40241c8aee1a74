import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { freePort } from "../../../test/kit/free-port.ts";
import { createLog } from "../../platform/log/log.ts";
import { listenForPrometheus } from "./listen-for-prometheus.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nearside-metrics-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const log = createLog("silent", () => 7, { write: () => {} });
const read = async () => ({ contentType: "text/plain", text: "up 1\n" });

async function listening(tokenFile?: string): Promise<number> {
  const port = await freePort();
  const { stop } = await listenForPrometheus({ host: "127.0.0.1", port, tokenFile }, undefined, log, read);
  onTestFinished(stop);
  return port;
}

/** Asks with any Host header, as a page does whose name was made to lead here. */
const statusFor = (port: number, headers: Readonly<Record<string, string>>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const asking = request({ host: "127.0.0.1", port, path: "/metrics", headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asking.on("error", reject).end();
  });

it("without a token answers by an address alone, so that no name of somebody else leads a page here (threat I20)", async () => {
  const port = await listening();
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, "[::1]:9464"])
    expect([host, await statusFor(port, { host })]).toEqual([host, 200]);
  for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1.evil.example"])
    expect([host, await statusFor(port, { host })]).toEqual([host, 421]);
});

it("takes another token at once, and one that is missing or short ends the start", async () => {
  const file = join(folder, "token");
  writeFileSync(file, "a-first-token-of-some-length\n");
  const port = await listening(file);
  const by = (token: string) => statusFor(port, { authorization: `Bearer ${token}` });
  expect(await by("a-first-token-of-some-length")).toBe(200);
  writeFileSync(file, "another-token-of-some-length");
  expect([await by("a-first-token-of-some-length"), await by("another-token-of-some-length")]).toEqual([401, 200]);
  const start = (tokenFile: string) =>
    listenForPrometheus({ host: "127.0.0.1", port: 1, tokenFile }, undefined, log, read);
  await expect(start(join(folder, "missing"))).rejects.toThrow("can't read the file");
  writeFileSync(file, "short");
  await expect(start(file)).rejects.toThrow("at least 16 characters");
});

it("says where it cannot listen", async () => {
  const port = await listening();
  const again = listenForPrometheus({ host: "127.0.0.1", port, tokenFile: undefined }, undefined, log, read);
  await expect(again).rejects.toThrow("another program already listens on port");
});
