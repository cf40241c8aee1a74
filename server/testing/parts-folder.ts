import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder as a build leaves it, with one part: a packed command line in form, and no more than that. */
interface PartsFolder {
  readonly folder: string;
  readonly file: string;
  readonly bytes: Buffer;
  readonly sha256: string;
  remove(): void;
}

export function newPartsFolder(): PartsFolder {
  const folder = mkdtempSync(join(tmpdir(), "nearside-parts-"));
  const file = "nearside-0.2.0.tgz";
  const bytes = Buffer.from("packed ".repeat(30_000));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const part = { file, kind: "command_line", version: "0.2.0", system: "any", sha256, size: bytes.length };
  writeFileSync(join(folder, file), bytes);
  writeFileSync(join(folder, "parts.json"), JSON.stringify({ version: "0.2.0", parts: [part] }));
  return { folder, file, bytes, sha256, remove: () => rmSync(folder, { recursive: true }) };
}
