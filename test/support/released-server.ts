// The server of a version that was released, as it was built then (test/releases/).
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AtEnd } from "./at-end.ts";
import { repository } from "./repository.ts";

export const releasedFile = (name: string): string => join(repository, "test/releases", name);

/** @returns what Node gets before the command's own words */
export async function releasedServer(atEnd: AtEnd, version: string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-released-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  execFileSync("tar", ["-xzf", releasedFile(`nearside-server-${version}.tgz`), "-C", folder]);
  return [join(folder, "package/server/bin/nearside-server.js")];
}
