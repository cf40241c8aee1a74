import type { Part } from "../statements/versions.ts";
import { partUrl } from "./parts.ts";

/** The families of systems, each with commands of its own. */
export const FAMILIES = ["linux", "macos", "windows"] as const;
export type Family = (typeof FAMILIES)[number];

const FAMILY_OF: Readonly<Record<string, Family>> = { linux: "linux", darwin: "macos", win32: "windows" };

/** The family of a part's system, or of `process.platform`. */
export const familyOf = (system: string): Family | undefined => FAMILY_OF[system.split("-")[0] ?? ""];

/**
 * The folder of the account's own programs, as a shell reads it. The one that npm itself would take belongs to root where Node is of the
 * system, and npm then ends with EACCES. On Windows npm takes a folder of the account by itself.
 */
const OWN_PREFIX = "~/.local";
/** The line by which a terminal finds what was put there. */
export const OWN_PATH_COMMAND = 'export PATH="$HOME/.local/bin:$PATH"';

const install = (what: string, family: Family | undefined, prefix = OWN_PREFIX): string =>
  family === "windows" ? `npm install -g ${what}` : `npm install -g --prefix ${prefix} ${what}`;

/** The command by which npm installs a part for that account. @param family undefined: any other system */
export const npmCommand = (issuer: string, part: Pick<Part, "file">, family: Family | undefined): string =>
  install(partUrl(issuer, part), family);

/**
 * A folder that nobody else may write to, for what is compared before it is used: in one that others share, they could put another file in its
 * place in between.
 */
const IN_A_FOLDER_OF_ONES_OWN = 'cd "$(mktemp -d)"';
const IN_A_FOLDER_OF_ONES_OWN_ON_WINDOWS = "cd $env:TEMP";

/**
 * Compares the package's checksum before npm installs it.
 *
 * @param prefix npm's folder, as a shell reads it; that of the account's own programs, if left out
 */
export function checkedNpmCommand(issuer: string, part: Part, family: Family, prefix?: string): string {
  const url = partUrl(issuer, part);
  if (family === "windows")
    return `${IN_A_FOLDER_OF_ONES_OWN_ON_WINDOWS}; curl.exe -fsSLO ${url}; if ((Get-FileHash ${part.file}).Hash -eq "${part.sha256}") { ${install(`.\\${part.file}`, family)} }`;
  return `${IN_A_FOLDER_OF_ONES_OWN} && curl -fsSLO ${url} && ${checksum(part, part.file, family)} && ${install(`./${part.file}`, family, prefix)}`;
}

/**
 * Downloads an executable, compares its checksum, and puts it in its place.
 *
 * @param place its path from the root, as a shell reads it; a folder of the account's own programs, if left out
 */
export function executableCommand(issuer: string, part: Part, family: Family, place?: string): string {
  const url = partUrl(issuer, part);
  if (family === "windows") {
    const to = place ?? "~\\nearside.exe";
    return `${IN_A_FOLDER_OF_ONES_OWN_ON_WINDOWS}; curl.exe -fsSLo nearside.new ${url}; if ((Get-FileHash nearside.new).Hash -eq "${part.sha256}") { Move-Item -Force nearside.new ${to} }`;
  }
  const to =
    place === undefined ? "mkdir -p ~/.local/bin && mv nearside.new ~/.local/bin/nearside" : `mv nearside.new ${place}`;
  return `${IN_A_FOLDER_OF_ONES_OWN} && curl -fsSLo nearside.new ${url} && ${checksum(part, "nearside.new", family)} && chmod 755 nearside.new && ${to}`;
}

const checksum = ({ sha256 }: Part, file: string, family: Family): string =>
  `echo "${sha256}  ${file}" | ${family === "macos" ? "shasum -a 256" : "sha256sum"} --check`;
