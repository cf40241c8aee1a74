import { posix, win32 } from "node:path";
import { KeyFileError } from "./key-file-error.ts";

/**
 * The folder in which this account keeps Nearside's keys: NEARSIDE_HOME if set; else the platform's own place for state
 * that belongs to the account and stays on this machine (XDG Base Directory Specification; %LOCALAPPDATA%, which doesn't
 * roam).
 *
 * @throws KeyFileError `folder_relative`, `folder_unknown`
 */
export function stateFolder(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const { isAbsolute, join, normalize } = platform === "win32" ? win32 : posix;
  const own = env["NEARSIDE_HOME"] ?? "";
  if (own !== "") {
    // A relative path would mean another folder in each working directory (threat M5).
    if (!isAbsolute(own)) throw new KeyFileError("folder_relative", own);
    return normalize(own).replace(/(?<=[^/\\:])[/\\]+$/, "");
  }
  // The XDG specification asks that relative values of its variables be ignored.
  const given = env[platform === "win32" ? "LOCALAPPDATA" : "XDG_STATE_HOME"] ?? "";
  if (platform !== "darwin" && isAbsolute(given)) return join(given, "nearside");
  if (!isAbsolute(home)) throw new KeyFileError("folder_unknown", "The environment");
  if (platform === "win32") return join(home, "AppData", "Local", "nearside");
  if (platform === "darwin") return join(home, "Library", "Application Support", "nearside");
  return join(home, ".local", "state", "nearside");
}
