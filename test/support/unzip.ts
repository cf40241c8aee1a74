import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";

/** Unpacks a zip: the extension under test is the one that ships. */
export async function unzipInto(zip: string, folder: string): Promise<void> {
  const entries = Object.entries(unzipSync(new Uint8Array(await readFile(zip))));
  for (const [name, bytes] of entries.filter(([entry]) => !entry.endsWith("/"))) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}
