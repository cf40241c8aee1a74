import { partUrl } from "@nearside/shared/api/parts.ts";
import type { Part } from "@nearside/shared/statements/versions.ts";

/** The families of systems, each with commands of its own. */
export const FAMILIES = ["linux", "macos", "windows"] as const;
export type Family = (typeof FAMILIES)[number];

export const FAMILY_NAMES: Readonly<Record<Family, string>> = { linux: "Linux", macos: "macOS", windows: "Windows" };

/** Guesses the system from what the browser calls itself. It only chooses what is shown first. */
export function systemOf(userAgent: string): Family {
  if (/Windows/.test(userAgent)) return "windows";
  return /Mac OS X|Macintosh/.test(userAgent) ? "macos" : "linux";
}

const FAMILY_OF: Readonly<Record<string, Family>> = { linux: "linux", darwin: "macos", win32: "windows" };
const PROCESSORS: Readonly<Record<string, string>> = {
  "linux-x64": "x64",
  "linux-arm64": "ARM64",
  "darwin-x64": "Intel",
  "darwin-arm64": "Apple silicon",
  "win32-x64": "x64",
  "win32-arm64": "ARM64",
};

/** The executables for that family. */
export const executablesFor = (family: Family, parts: readonly Part[]): readonly Part[] =>
  parts.filter(({ kind, system }) => kind === "executable" && FAMILY_OF[system.split("-")[0] ?? ""] === family);

/** For a person who compares it with what the computer says. */
export const processorOf = ({ system }: Part): string => PROCESSORS[system] ?? system;

/** The command that npm installs a part by, the same on every system. */
export const npmCommand = (issuer: string, part: Part): string => `npm install -g ${partUrl(issuer, part)}`;

/** Downloads an executable, compares its checksum, and puts it where the account's own programs lie. */
export function executableCommand(issuer: string, part: Part, family: Family): string {
  const url = partUrl(issuer, part);
  if (family === "windows")
    return `curl.exe -fsSLo nearside.exe ${url}; if ((Get-FileHash nearside.exe).Hash -eq "${part.sha256}") { .\\nearside.exe --version } else { del nearside.exe }`;
  const check = family === "macos" ? "shasum -a 256 --check" : "sha256sum --check";
  return `curl -fsSLo nearside ${url} && echo "${part.sha256}  nearside" | ${check} && mkdir -p ~/.local/bin && chmod 755 nearside && mv nearside ~/.local/bin/`;
}

/** Compares the package's checksum before npm installs it. */
export function checkedNpmCommand(issuer: string, part: Part, family: Family): string {
  const url = partUrl(issuer, part);
  if (family === "windows")
    return `curl.exe -fsSLO ${url}; if ((Get-FileHash ${part.file}).Hash -eq "${part.sha256}") { npm install -g .\\${part.file} }`;
  const check = family === "macos" ? "shasum -a 256 --check" : "sha256sum --check";
  return `curl -fsSLO ${url} && echo "${part.sha256}  ${part.file}" | ${check} && npm install -g ./${part.file}`;
}
