import { readFile } from "node:fs/promises";
import type { Surroundings } from "./surroundings.ts";

/** The system in words: `Debian GNU/Linux 13 (trixie), Linux 6.12.41 x64`. */
export async function osName(
  from: Pick<Surroundings, "platform" | "systemVersion" | "systemRelease" | "arch">,
): Promise<string> {
  const { systemRelease: release, arch } = from;
  if (from.platform === "win32") return `${from.systemVersion} (${release}) ${arch}`;
  if (from.platform === "darwin") return `macOS (Darwin ${release}) ${arch}`;
  const kernel = `${from.platform === "linux" ? "Linux" : from.platform} ${release} ${arch}`;
  const distribution = from.platform === "linux" ? await distributionName() : undefined;
  return distribution === undefined ? kernel : `${distribution}, ${kernel}`;
}

/** Reads os-release(5) at the first of its two places that can be read. */
async function distributionName(): Promise<string | undefined> {
  for (const file of ["/etc/os-release", "/usr/lib/os-release"]) {
    try {
      return prettyName(await readFile(file, "utf8"));
    } catch {
      // The next place may be readable.
    }
  }
  return undefined;
}

/** The value of PRETTY_NAME, which is written as a shell would read it. */
export function prettyName(osRelease: string): string | undefined {
  const value = /^PRETTY_NAME=(.*)$/m.exec(osRelease)?.[1]?.trim();
  const unquoted = value?.replace(/^(["'])([\s\S]*)\1$/, "$2").replace(/\\(["'$`\\])/g, "$1");
  return unquoted === "" ? undefined : unquoted;
}
