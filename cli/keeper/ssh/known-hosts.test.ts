import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readHostKey } from "@nearside/shared/ssh/host-key.ts";
import { afterAll, describe, expect, it } from "vitest";
import { readHostCertificate } from "./host-certificate.ts";
import { nameInKnownHosts } from "./known-hosts.ts";

const folder = mkdtempSync(join(tmpdir(), "nearside-known-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIGhvc3RrZXlob3N0a2V5aG9zdGtleWhvc3RrZXlob3N0a2V5";
const OTHER = "AAAAC3NzaC1lZDI1NTE5AAAAIG90aGVyb3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGV";
const blob = Buffer.from(KEY, "base64");
const line = (hosts: string, key = KEY): string => `${hosts} ssh-ed25519 ${key} a comment\n`;

/** The line that `ssh-keygen -H` would write. */
function hashed(hosts: string): string {
  const file = join(folder, "known_hosts");
  writeFileSync(file, line(hosts));
  execFileSync("ssh-keygen", ["-q", "-H", "-f", file], { stdio: "pipe" });
  const text = readFileSync(file, "utf8");
  expect(text).toMatch(/^\|1\|/);
  expect(text).not.toContain(hosts);
  return text;
}

describe("the name in known_hosts", () => {
  it.each([
    ["a name", line("build-7"), ["build-7"], "build-7"],
    ["the one that was typed, of several", line("10.0.0.7,build-7"), ["build-7", "10.0.0.7"], "build-7"],
    ["a port of its own", line("[build-7]:2222"), ["build-7", "[build-7]:2222"], "[build-7]:2222"],
    ["a pattern", line("build-*,!build-9"), ["build-7"], "build-7"],
    ["a name that was not looked up", line("build-7"), ["elsewhere"], "build-7"],
    ["a later file", line("x", OTHER), ["build-7"], null],
    ["the name that a pattern keeps out", line("build-*,!build-9"), ["build-9"], null],
    ["a comment", `# ${line("build-7")}`, ["build-7"], null],
    ["a revoked key", `${line("build-7")}@revoked ${line("*")}`, ["build-7"], null],
    ["a key that signs for hosts, and is no host's", `@cert-authority ${line("*")}`, ["build-7"], null],
    ["a pattern that takes long", line(`${"*a".repeat(200)}b`), ["a".repeat(250)], null],
  ])("%s", (_what, text, asked, name) => {
    expect(nameInKnownHosts([text], blob, asked)).toBe(name);
  });

  it("is found where ssh-keygen hashed it, if it was looked up", () => {
    expect(nameInKnownHosts(["", hashed("build-7")], blob, ["10.0.0.7", "build-7"])).toBe("build-7");
    expect(nameInKnownHosts([hashed("build-7")], blob, ["elsewhere"])).toBeNull();
  });

  it.each(["ed25519", "ecdsa", "rsa"])("is that of a certificate's signer: %s", async (type) => {
    const file = (name: string): string => join(folder, `${type}-${name}`);
    for (const [name, kind] of [
      ["authority", "ed25519"],
      ["host", type],
    ] as const)
      execFileSync("ssh-keygen", ["-q", "-t", kind, "-N", "", "-f", file(name)]);
    execFileSync("ssh-keygen", [
      "-q",
      "-s",
      file("authority"),
      "-I",
      "build-7",
      "-h",
      "-n",
      "build-7",
      `${file("host")}.pub`,
    ]);
    const bytes = (name: string) =>
      new Uint8Array(Buffer.from(readFileSync(file(name), "utf8").split(" ")[1] ?? "", "base64"));
    const certificate = bytes("host-cert.pub");
    const read = readHostCertificate(certificate, (await readHostKey(certificate)).blob);
    expect(read).toEqual({ authority: bytes("authority.pub"), principals: ["build-7"] });
    expect(readHostCertificate(certificate.slice(0, 60), bytes("host.pub"))).toBeUndefined();
    for (let length = certificate.length - 1; length > 40; length -= 7)
      expect(readHostCertificate(certificate.slice(0, length), bytes("host.pub"))?.principals ?? ["build-7"]).toEqual([
        "build-7",
      ]);
    expect(readHostCertificate(bytes("host.pub"), bytes("host.pub"))).toBeUndefined();
    const known = (hosts: string, mark = "@cert-authority") =>
      `${mark} ${hosts} ${readFileSync(file("authority.pub"), "utf8")}`;
    const named = (text: string) =>
      nameInKnownHosts([text], bytes("host.pub"), ["build-9", "[build-7]:2222", "build-7"], read);
    expect(named(known("build-*"))).toBe("build-7");
    expect(named(known("[build-*]:2222"))).toBe("[build-7]:2222");
    expect(named(known("other-*"))).toBeNull();
    expect(named(known("build-*") + known("*", "@revoked"))).toBeNull();
  });
});
