import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stage } from "../steps/stage.ts";

/** Whoever met the machine may approve. */
export const ANYBODY = '@id("anybody") permit (principal, action, resource);\n';
/** And an approval of the last ten minutes is enough. */
export const STANDS = '@id("again") @title("Again soon") @stand("10m") permit (principal, action, resource);\n';

export const demand = (annotation: string): string =>
  `@id("more") ${annotation} forbid (principal, action, resource);\n`;

/** Publishes that set, on the server's own shell. */
export async function ruleBy({ server }: Pick<Stage, "server">, ...rules: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-rules-"));
  try {
    await writeFile(join(folder, "rules.cedar"), rules.join(""));
    await server.shell("rules", "push", folder, "--replace", "--acknowledge", "--reason", "a test");
  } finally {
    await rm(folder, { recursive: true });
  }
}
