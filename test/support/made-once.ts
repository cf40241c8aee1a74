// Folders that are made once in a run of the tests, by the file that asks first. Each file that asks gets a copy of its own.
import { existsSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import type {} from "./run-folder.ts";

/**
 * A folder that is filled when it is first asked for in a run, by one file at a time. Copy it; change nothing in it.
 * @param fill if it fails, the next one that asks begins again
 */
export async function madeOnce(name: string, fill: (folder: string) => Promise<unknown>): Promise<string> {
  const run = inject("runFolder");
  const made = join(run, name);
  if (existsSync(made)) return made;
  const folder = await mkdtemp(join(run, `${name}-`));
  try {
    await fill(folder);
    await rename(folder, made);
    return made;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
