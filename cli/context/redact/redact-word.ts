import { looksRandom } from "./random-looking.ts";
import { isSecretName, isSwitchValue } from "./secret-name.ts";
import { REMOVED, removeShapes } from "./secret-shape.ts";

// Finds the secrets in one word of a command line (no spaces outside of quotes), whatever is around it.

/** A name before its value: `name=`, `name:`, `"name":`, `name:=`. */
const ASSIGNMENT = /(?<name>[A-Za-z_][\w.-]*)["'\]]{0,2}(?<sign>:=|[=:])["']?/g;

/** A whole word that is one assignment or one flag with its value: `TOKEN=…`, `--token=…`, `-Dkey.password=…`. */
const WHOLE_ASSIGNMENT = /^(?<name>-{0,2}[A-Za-z_][\w.-]*)=(?<value>[\s\S]*)$/;

/** Runs that could be a key: base64, base64url, hexadecimal, and anything between. */
const RUN = /[A-Za-z0-9_+/=.~-]{20,}/g;

/** Credentials before an `@` (RFC 3986 §3.2.1), even if the password holds characters that a URL doesn't allow. */
function removeUserinfo(word: string): string {
  return word
    .replace(/([a-z][a-z0-9+.-]*:\/\/)([^\s/?#]*)@/gi, (_all, scheme: string, userinfo: string) =>
      // `ssh://git@host` names an account; anywhere else a lone name before the @ is a token.
      /ssh/i.test(scheme) && !userinfo.includes(":") ? `${scheme}${userinfo}@` : `${scheme}${REMOVED}@`,
    )
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@:[\]]+:(?!\d*(?:[/?#]|$))\S*@/gi, `$1${REMOVED}@`)
    .replace(
      /^(?!(?:npm|workspace|jsr|file):)([\w.+-]+):[^\s@/:]+@(?!sha\d{3}:)(?=[\w.[])/,
      (_all, account: string) => `${account}:${REMOVED}@`,
    );
}

/** `?code=…` is an authorization code (RFC 6749 §4.1.2); outside of a URL the word `code` says nothing. */
function isSecretField(name: string, inUrl: boolean): boolean {
  return isSecretName(name) || (inUrl && /^(?:code|state|key|sid|session)$/i.test(name));
}

/**
 * Removes the values of secret names inside the word. In a URL a value ends at the next field, elsewhere at the word's end.
 */
function removeNamedValues(word: string): string {
  const inUrl = word.includes("://");
  let from = 0;
  let shown = "";
  for (const match of word.matchAll(ASSIGNMENT)) {
    const start = match.index + match[0].length;
    if (match.index < from || !isSecretField(match.groups?.["name"] ?? "", inUrl && match.groups?.["sign"] === "="))
      continue;
    const rest = word.slice(start);
    const length = inUrl ? rest.search(/[&#]|$/) : rest.length;
    if (isSwitchValue(rest.slice(0, length).replace(/["'}]+$/, ""))) continue;
    shown += word.slice(from, start) + REMOVED;
    from = start + length;
  }
  return shown + word.slice(from);
}

/** A run that is a path, or a part of a URL's path, is to be judged folder by folder. */
function isPath(word: string, at: number, run: string): boolean {
  return /^(?:~?\/|\.{1,2}\/)/.test(run) || word.slice(0, at).includes("://");
}

function judgeRun(word: string, at: number, run: string): string {
  if (/\bsha(?:256|384|512):$/.test(word.slice(0, at))) return run; // this is the digest of an image or file
  const assigned = run.indexOf("=");
  if (assigned > 0 && /[^=]/.test(run.slice(assigned))) {
    // This is `name=value`, and the name says nothing.
    const value = run.slice(assigned + 1);
    return run.slice(0, assigned + 1) + judgeRun(word, at + assigned + 1, value);
  }
  if (!isPath(word, at, run)) return looksRandom(run) ? REMOVED : run;
  return run
    .split("/")
    .map((folder, index, all) => {
      if (all[index - 1] === "store" && /^[0-9a-z]{32}-/.test(folder)) return folder; // Nix and Guix name packages like this
      return looksRandom(folder) ? REMOVED : folder;
    })
    .join("/");
}

/** Removes the secrets that can be seen in one word by itself. A flag's own name is never removed. */
export function redactWord(word: string): string {
  const whole = WHOLE_ASSIGNMENT.exec(word);
  const name = whole?.groups?.["name"] ?? "";
  const value = whole?.groups?.["value"] ?? "";
  if (whole !== null && isSecretName(name) && !isSwitchValue(value)) return `${name}=${REMOVED}`;
  if (/^pass:./.test(word)) return `pass:${REMOVED}`; // openssl-passphrase-options(1)
  const flag = /^--?[A-Za-z][\w-]*(?:=|$)/.exec(word)?.[0] ?? "";
  const rest = removeNamedValues(removeUserinfo(removeShapes(word.slice(flag.length))));
  // The marks of the steps before must not be judged again.
  const judged = rest
    .split(REMOVED)
    .map((part) => part.replace(RUN, (run, at: number) => judgeRun(part, at, run)))
    .join(REMOVED);
  return flag + judged;
}
