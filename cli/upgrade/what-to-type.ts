import { getPage } from "@nearside/shared/api/get-page.ts";
import { checkedNpmCommand, executableCommand, familyOf, npmCommand } from "@nearside/shared/api/install-commands.ts";
import { partUrl } from "@nearside/shared/api/parts.ts";
import type { Part } from "@nearside/shared/statements/versions.ts";
import { texts } from "../texts/upgrade.ts";
import type { Installed } from "./how-installed.ts";

interface ToType {
  /** Null where this server has no part for this machine. */
  readonly part: Part | null;
  /** The words that a person types, or null if there is nothing to type. */
  readonly command: string | null;
  /** The sentence before it. */
  readonly why: string;
}

/** Says what puts that server's version in the place of this one. Nothing is installed by itself: a person decides what runs here. */
export function whatToType(
  issuer: string,
  parts: readonly Part[],
  { how, path }: Installed,
  { platform, arch }: { readonly platform: string; readonly arch: string },
): ToType {
  const packed = parts.find(({ kind }) => kind === "command_line") ?? null;
  const family = familyOf(platform);
  if (how === "executable") {
    const part = parts.find(({ kind, system }) => kind === "executable" && system === `${platform}-${arch}`);
    if (part !== undefined && family !== undefined)
      return {
        part,
        command: executableCommand(issuer, part, family, family === "windows" ? `"${path}"` : shellWord(path)),
        why: texts.why.executable,
      };
  }
  if (packed === null) return { part: null, command: null, why: texts.why.see({ page: getPage(issuer) }) };
  // The statement was verified, so what npm installs is compared with it.
  const install = (prefix?: string): string =>
    family === undefined ? npmCommand(issuer, packed, family) : checkedNpmCommand(issuer, packed, family, prefix);
  const url = partUrl(issuer, packed);
  switch (how) {
    case "executable":
      return {
        part: packed,
        command: install(),
        why: texts.why.noExecutable,
      };
    case "global":
      return {
        part: packed,
        command: install(prefixOf(path)),
        why: texts.why.global,
      };
    case "npx":
      return {
        part: packed,
        command: install(),
        why: texts.why.npx,
      };
    case "project":
      return { part: packed, command: `npm install ${url}`, why: texts.why.project };
    case "checkout":
      return { part: packed, command: "git pull && npm run build", why: texts.why.checkout };
    case "unknown":
      return { part: packed, command: install(), why: texts.why.unknown };
  }
}

/** npm's folder that has the package: lib/node_modules is below it, except on Windows, where npm finds it by itself. */
const prefixOf = (path: string): string | undefined => {
  const at = path.lastIndexOf("/lib/node_modules/");
  return at === -1 ? undefined : shellWord(path.slice(0, at) || "/");
};

/** A word that a shell takes as it is (POSIX, "Quoting"). */
const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
