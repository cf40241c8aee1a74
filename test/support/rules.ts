// Step-up rules, published as an operator does from files.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NearsideServer } from "./nearside-server.ts";

/** A rule that demands what the annotation says of everybody. */
export const demand = (annotation: string): string => `@id("more") ${annotation} forbid (principal, action, resource);`;

/** Publishes those rules in the place of the active ones. */
export async function publishRules(
  { shell }: Pick<NearsideServer, "shell">,
  ...rules: readonly string[]
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-rules-"));
  try {
    await writeFile(join(folder, "rules.cedar"), `${rules.join("\n")}\n`);
    await shell("rules", "push", folder, "--replace", "--acknowledge", "--reason", "a test");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
