import type { Program } from "./answering-program.ts";

/** Windows PowerShell 5.1, which is part of every Windows; a PowerShell that was installed besides is not asked. */
const POWERSHELL = "\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
const USUAL_ROOT = "C:\\Windows";

/**
 * Makes the command that runs that script. It goes as one encoded argument (UTF-16LE, Base64), so no file holds it
 * that others could change or that an execution policy speaks of, and its standard input stays free.
 *
 * @param root `%SystemRoot%`; a value that is no plain path is not used
 */
export function powershellIn(root: string | undefined, script: string): Program {
  const isPlace = root !== undefined && /^[a-z]:\\[\w\\ -]{1,64}$/i.test(root);
  return {
    path: `${isPlace ? root.replace(/\\+$/, "") : USUAL_ROOT}${POWERSHELL}`,
    args: [
      "-NoLogo",
      "-NoProfile",
      "-NonInteractive",
      "-EncodedCommand",
      Buffer.from(script, "utf16le").toString("base64"),
    ],
  };
}
