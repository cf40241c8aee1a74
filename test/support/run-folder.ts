// A folder that is this run's of the tests, for what one file makes and later ones begin with (made-once.ts).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    readonly runFolder: string;
  }
}

/** Vitest calls it before the first file of a project, and what it returns after the last. */
export default function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "nearside-run-"));
  provide("runFolder", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
