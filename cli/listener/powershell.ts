import type { Program } from "./answering-program.ts";
import { WINDOWS_OWNER_SCRIPT } from "./windows-owner-script.ts";

/** Windows PowerShell 5.1, which is part of every Windows; what somebody installed besides is not asked. */
const POWERSHELL = "\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
const USUAL_ROOT = "C:\\Windows";

/**
 * How the script is run. As one encoded argument (UTF-16LE, Base64): nothing of it is a file that others could change or
 * that an execution policy speaks of, and its standard input stays free for questions.
 *
 * @param root `%SystemRoot%`
 */
export function powershellIn(root: string | undefined): Program {
  const isPlace = root !== undefined && /^[a-z]:\\[\w\\ -]{1,64}$/i.test(root);
  return {
    path: `${isPlace ? root.replace(/\\+$/, "") : USUAL_ROOT}${POWERSHELL}`,
    args: [
      "-NoLogo",
      "-NoProfile",
      "-NonInteractive",
      "-EncodedCommand",
      Buffer.from(WINDOWS_OWNER_SCRIPT, "utf16le").toString("base64"),
    ],
  };
}
