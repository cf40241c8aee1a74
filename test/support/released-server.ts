// The versions that were released, as they were built then (test/releases/, which test/steps/keep-release.ts fills).
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AtEnd } from "./at-end.ts";
import { repository } from "./repository.ts";
import { THIS_VERSION } from "./this-version.ts";

const FOLDER = join(repository, "test/releases");

export const releasedFile = (name: string): string => join(FOLDER, name);

/** The versions before this one of which a file of that form is kept, the oldest first. @param form with the version as its only group */
export function keptVersions(form: RegExp): readonly string[] {
  const kept = readdirSync(FOLDER).flatMap((name) => form.exec(name)?.[1] ?? []);
  const before = kept.filter((version) => version !== THIS_VERSION);
  return before.toSorted(new Intl.Collator("en", { numeric: true }).compare);
}

/** @returns what Node gets before the command's own words */
export async function releasedServer(atEnd: AtEnd, version: string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-released-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  execFileSync("tar", ["-xzf", releasedFile(`nearside-server-${version}.tgz`), "-C", folder]);
  return [join(folder, "package/server/bin/nearside-server.js")];
}
