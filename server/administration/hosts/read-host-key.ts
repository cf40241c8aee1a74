import { type HostKey, readHostKey } from "@nearside/shared/ssh/host-key.ts";

/**
 * Reads a key as known_hosts has it: the type, a space, the key in base64, and perhaps a remark.
 *
 * @returns undefined if it is no key, or a certificate, or a type that no host has here
 */
export async function readKeyLine(line: string): Promise<HostKey | undefined> {
  const [type = "", key = ""] = line.trim().split(" ");
  const bytes = Buffer.from(key, "base64");
  if (bytes.toString("base64").replace(/=+$/, "") !== key.replace(/=+$/, "")) return undefined;
  try {
    const read = await readHostKey(new Uint8Array(bytes));
    return read.type === type && Buffer.from(read.blob).equals(bytes) ? read : undefined;
  } catch {
    return undefined;
  }
}
