// Computes the id that a browser gives an unpacked extension. It must be known before the browser starts: permissions are set by id.
import { createHash } from "node:crypto";
import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";

/** From the manifest's `key` if it has one, else from where the extension lies (chromium: `crx_file::id_util`). */
export async function extensionIdOf(folder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
  if (typeof manifest !== "object" || manifest === null) throw new Error(`${folder} holds no extension`);
  const key = "key" in manifest && typeof manifest.key === "string" ? Buffer.from(manifest.key, "base64") : undefined;
  const digest = createHash("sha256")
    .update(key ?? (await pathBytes(folder)))
    .digest("hex");
  // 128 bits in hexadecimal, written with a–p.
  return digest
    .slice(0, 32)
    .replace(/./g, (digit) => String.fromCharCode("a".charCodeAt(0) + Number.parseInt(digit, 16)));
}

async function pathBytes(folder: string): Promise<Buffer> {
  const path = await realpath(folder);
  if (process.platform !== "win32") return Buffer.from(path, "utf8");
  return Buffer.from(
    path.replace(/^[a-z]:/, (drive) => drive.toUpperCase()),
    "utf16le",
  );
}
