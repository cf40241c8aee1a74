import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { win32 } from "node:path";
import { promisify } from "node:util";

/**
 * A name for this machine that stays the same, so that a key file that was copied to another machine by accident is noticed
 * (protocol §2). It is a hash, since machine-id(5) asks that the id itself be kept from others. A machine without an id,
 * such as many a container, is known by its host name.
 *
 * @param env only SystemRoot is read, on Windows
 */
export async function machineIdentity(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  hostname: string,
): Promise<string> {
  const id = (await systemId(platform, env)) ?? `host ${hostname}`;
  return createHash("sha256").update(`nearside/machine/1\0${id}`).digest("base64url");
}

async function systemId(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (platform === "darwin") {
    const printed = await outputOf("/usr/sbin/ioreg", ["-rd1", "-c", "IOPlatformExpertDevice"]);
    return /"IOPlatformUUID" = "([0-9A-F-]{36})"/i.exec(printed)?.[1];
  }
  if (platform === "win32") {
    const reg = win32.join(env["SystemRoot"] ?? "C:\\Windows", "System32", "reg.exe");
    const printed = await outputOf(reg, ["query", "HKLM\\SOFTWARE\\Microsoft\\Cryptography", "/v", "MachineGuid"]);
    return /MachineGuid\s+REG_SZ\s+([0-9a-f-]{36})/i.exec(printed)?.[1];
  }
  for (const file of ["/etc/machine-id", "/var/lib/dbus/machine-id"]) {
    // An image that is meant for many machines has an empty file, or one that says `uninitialized`.
    const id = (await readFile(file, "utf8").catch(() => "")).trim();
    if (/^[0-9a-f]{32}$/.test(id)) return id;
  }
  return undefined;
}

/** The output of a program of the system, run by its full name and without a shell; empty if it can't be run. */
async function outputOf(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(program, args, { encoding: "utf8", timeout: 3000, windowsHide: true })).stdout;
  } catch {
    return "";
  }
}
