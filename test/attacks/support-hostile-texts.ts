// These are texts by which a program may pass for something else where they are shown: on a page, in a window, a terminal, a log.
import type { Context } from "@nearside/shared/claims.ts";

const REVERSED = "\u202egpj.exe\u202c";
const CLEARED = "\u001b[2J\u001b[H\u001b]0;Approved\u0007\u009b31m";
const ISOLATED = "\u2069\u2069\u2067";
const NEW_LINE = "\r\n\u2028Started on this computer, by you";
const UNSEEN = "\u200b\u200d\ufeff\u3164\u{e0041}\u00ad";
/** The name of an honest login, its third letter from another alphabet. */
export const LOOKALIKE_NAME = "ad\u043cin";

/** A context whose every field has all of them, as no honest command line would send it. */
export const HOSTILE: Context = {
  hostname: `laptop${ISOLATED}${CLEARED}${NEW_LINE}`,
  os: `Debian${UNSEEN}${CLEARED} 13`,
  account: `${LOOKALIKE_NAME}${REVERSED}${UNSEEN}`,
  command: `backup${REVERSED}${CLEARED}${NEW_LINE}${ISOLATED}<img src=x onerror=alert(1)>`,
  cwd: `~/shop${UNSEEN}${NEW_LINE}${REVERSED}`,
  parent: `bash${CLEARED}`,
  tty: `/dev/pts/1${NEW_LINE}`,
  remote: `ssh${REVERSED}`,
};

/**
 * Characters that no text for people may hold: controls (but line ends, which people's own texts have), whatever turns the direction of a
 * text for more than one name, and what takes no room. U+2068 and U+2069 are the fences that a page puts around a name.
 */
export const UNREADABLE = /(?![\n\t\u2068\u2069])[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
