// A browser that sees a hosts file of its own, as if names led elsewhere for it, and for no other program of this computer.
// Needs root, as `npm test` has it.
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AtEnd } from "../support/at-end.ts";
import { quoted } from "../support/terminal.ts";

/** @param lines "127.0.0.1 name"; a name with several addresses is tried at each @returns what to start in its place */
export async function withHosts(atEnd: AtEnd, executablePath: string, lines: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "nearside-hosts-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const hosts = join(folder, "hosts");
  await writeFile(hosts, `${["127.0.0.1 localhost", ...lines].join("\n")}\n`, { mode: 0o644 });
  const script = join(folder, "browser.sh");
  const mounted = `mount --bind ${quoted(hosts)} /etc/hosts && exec ${quoted(executablePath)} "$@"`;
  await writeFile(script, `#!/bin/sh\nexec unshare --mount sh -c ${quoted(mounted)} browser "$@"\n`);
  await chmod(script, 0o700);
  return script;
}
