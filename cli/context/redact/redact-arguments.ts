import { type KnownTool, knownTool, type SecretPlace } from "./known-tools.ts";
import { redactWord } from "./redact-word.ts";
import { isSecretName, isSecretSetting, takesSecret } from "./secret-name.ts";
import { REMOVED, removePrivateKeys } from "./secret-shape.ts";

// Removes secrets from the arguments of a program before another program or person sees them (protocol §4.1, threat
// M6). It errs towards removing: a word too many costs a reader a word, a word too few costs the person a password.

/** A longer argument is data, which no person could read: it is removed unseen. In UTF-16 units. */
const LONGEST_ARGUMENT = 4096;
/** Command lines inside command lines (`sh -c "ssh host 'mysql …'"`) are read to this depth, and removed below it. */
const DEEPEST = 4;

/** The schemes of RFC 9110 §11.1 that may come between `Authorization:` and the credentials. */
const SCHEME = /^["']?(?:bearer|basic|digest|negotiate|ntlm|dpop|token|apikey|aws4-hmac-sha256|hawk|hoba|mutual)$/i;
/** Schemes that are no ordinary words: the next word is a credential even if no header is named. */
const TELLING_SCHEME = /^["']?(?:bearer|dpop)$/i;

/** Shell words, quotes included, and everything between them. An open quote runs to the end. */
const SHELL_WORD = /(?:"(?:\\[\s\S]|[^"\\])*(?:"|$)|'[^']*(?:'|$)|\\[\s\S]|[^\s"'\\;|&<>()])+|[\s;|&<>()\\]+/g;

/** Several words in quotes, inside a word: `--command="mysql -p…"`. */
const QUOTED_SENTENCE = /(["'])((?:(?!\1)\S)*\s(?:(?!\1)[\s\S])*)(\1|$)/g;

type Expected = "nothing" | "secret" | "credentials" | { readonly after: string };

/** Reads words from left to right, and remembers what the words before mean for the next one. */
class ArgumentReader {
  #expected: Expected = "nothing";
  #tool: KnownTool | undefined;
  readonly #seen = new Set<string>();
  /** The secret positions still to come: how many words that are no flags to let pass before each. */
  #countdowns: number[] = [];
  readonly #depth: number;

  constructor(depth: number) {
    this.#depth = depth;
  }

  /** @param whole the word came out of a shell text, so that all its spaces are in quotes inside it */
  read(word: string, whole = false): string {
    const expected = this.#expected;
    this.#expected = "nothing";
    if (expected === "credentials" && SCHEME.test(word)) {
      this.#expected = "secret";
      return word;
    }
    if (expected !== "nothing" && !isFlag(word)) {
      if (typeof expected === "string") return REMOVED;
      return afterSeparator(word, expected.after);
    }
    const place = this.#tool?.places.find((candidate) => this.#applies(candidate, word));
    if (place !== undefined) return this.#readPlace(word, place);
    if (/\s/.test(word) && !whole) return this.#readSentence(word);
    if (!isFlag(word) && this.#countdowns.length > 0) {
      this.#countdowns = this.#countdowns.map((left) => left - 1);
      if (this.#countdowns.includes(-1)) {
        this.#countdowns = this.#countdowns.filter((left) => left >= 0);
        return REMOVED;
      }
    }
    return this.#readWord(word);
  }

  #readWord(word: string): string {
    this.#remember(word);
    if (/^--?[A-Za-z][\w.-]*$/.test(word) ? takesSecret(word) : isSecretSetting(word)) this.#expected = "secret";
    else if (TELLING_SCHEME.test(word)) this.#expected = "secret";
    else {
      // `Authorization:` or `"password":` with the value in the next word.
      const header = /^["'{[,]*([\w.-]+)["']?\s*:["']?$/.exec(word)?.[1];
      if (header !== undefined && isSecretName(header)) this.#expected = "credentials";
    }
    return redactWord(word).replace(QUOTED_SENTENCE, (_all, quote: string, held: string, end: string) => {
      return `${quote}${redactText(held, this.#depth + 1)}${end}`;
    });
  }

  #readPlace(word: string, { flag, after }: SecretPlace): string {
    if (word === flag) {
      this.#expected = after === undefined ? "secret" : { after };
      return word;
    }
    const attached = word.slice(flag.length).replace(/^=/, "");
    const head = word.slice(0, word.length - attached.length);
    return head + (after === undefined ? REMOVED : afterSeparator(attached, after));
  }

  /** An argument with spaces in it: a named value, a header, or a command line of its own. */
  #readSentence(text: string): string {
    const named = /^(-{0,2}[A-Za-z_][\w.-]*)(=|:\s*)(?=\S)/.exec(text);
    if (named !== null && isSecretName(named[1] ?? "")) return `${named[0]}${REMOVED}`;
    return redactText(text, this.#depth + 1);
  }

  #applies(place: SecretPlace, word: string): boolean {
    if (place.once !== undefined && !this.#seen.has(place.once)) return false;
    if (word === place.flag) return place.value !== "attached";
    if (place.value === "next" || !word.startsWith(place.flag)) return false;
    return !place.flag.startsWith("--") || word.startsWith(`${place.flag}=`);
  }

  #remember(word: string): void {
    const tool = knownTool(word);
    if (tool !== undefined) {
      this.#tool = tool;
      this.#seen.clear();
      this.#countdowns = (tool.positions ?? []).filter(({ once }) => once === undefined).map(({ skip }) => skip);
      this.#seen.add(word.split(/[/\\=]/).at(-1) ?? word);
      return;
    }
    if (this.#seen.has(word)) return;
    this.#seen.add(word);
    for (const { once, skip } of this.#tool?.positions ?? []) if (once === word) this.#countdowns.push(skip);
  }
}

/** Flags are never values, so that `--password --verbose` stays readable; a lone `-` and `-3` are values. */
function isFlag(word: string): boolean {
  return /^--[A-Za-z][\w-]*(?:=|$)|^-[A-Za-z]$/.test(word);
}

function afterSeparator(word: string, separator: string): string {
  const at = word.indexOf(separator);
  return at < 0 ? redactWord(word) : word.slice(0, at + separator.length) + REMOVED;
}

/** A word of shell text may be a quoted command line, header or sentence: the text within the quotes is read. */
function readQuoted(reader: ArgumentReader, word: string, depth: number): string {
  const [, quote, held, end] = /^(["'])([\s\S]*?)(\1?)$/.exec(word) ?? [];
  if (quote === undefined || held === undefined) return reader.read(word, true);
  if (depth >= DEEPEST && /\s/.test(held)) return REMOVED;
  return `${quote}${reader.read(held)}${end ?? ""}`;
}

/** Removes secrets from a command line that is one text, in the form of `ps` or of a shell. */
export function redactText(text: string, depth = 0): string {
  if (text.length > LONGEST_ARGUMENT || depth > DEEPEST) return REMOVED;
  const reader = new ArgumentReader(depth);
  return removePrivateKeys(text).replace(SHELL_WORD, (part) =>
    /^[\s;|&<>()\\]+$/.test(part) ? part : readQuoted(reader, part, depth),
  );
}

/**
 * Removes secrets from a program and its arguments. Each secret becomes `[removed]`, and the number of arguments stays the
 * same.
 */
export function redactArguments(argv: readonly string[]): string[] {
  const reader = new ArgumentReader(0);
  return argv.map((argument) => {
    if (argument.length > LONGEST_ARGUMENT) return REMOVED;
    return reader.read(removePrivateKeys(argument));
  });
}
