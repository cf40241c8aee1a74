import { open } from "node:fs/promises";
import { type Evidence, MAX_EVIDENCE_LENGTH, readEvidence } from "@nearside/shared/evidence/evidence.ts";
import {
  MAX_OFFBOARDING_DOCUMENT_LENGTH,
  type OffboardingDocument,
  readOffboarding,
} from "@nearside/shared/evidence/offboarding-document.ts";
import { type ServerKey, serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { type EndCode, Problem } from "../problems/problem.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { TerminalError } from "../terminal/terminal-error.ts";
import { texts } from "../texts/evidence.ts";

/**
 * Evidence that was not verified, or does not hold. It has a code as every other problem, and a sentence about a login that
 * is over.
 */
export class EvidenceProblem extends Problem {
  constructor(code: EndCode, sentence: string, options?: ErrorOptions) {
    super(code, undefined, options);
    this.message = sentence;
  }
}

/** The most bytes of a file that are read, whatever it holds. */
const MOST_READ = Math.max(MAX_EVIDENCE_LENGTH, MAX_OFFBOARDING_DOCUMENT_LENGTH);

/** A file holds evidence of a login, the document of a leaving, or only the report in it as the server signed it. */
export type Read =
  | { readonly kind: "login"; readonly evidence: Evidence }
  | { readonly kind: "leaving"; readonly document: OffboardingDocument }
  | { readonly kind: "report"; readonly jws: string };

/** The document of a leaving has two texts, which begin like this. */
const OFFBOARDING = /^\{\s{0,4}"nearside": ?"offboarding"/;
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+\s*$/;

/**
 * Reads the document in that file, or on standard input if its name is `-`. Its author may be hostile.
 *
 * @throws EvidenceProblem `usage` if it can't be read, `malformed` if it is no document
 */
export async function readDocumentFile(name: string, terminal: Pick<Terminal, "pipedBytes">): Promise<Read> {
  const text = name === "-" ? await readInput(terminal) : await readText(name);
  try {
    if (OFFBOARDING.test(text)) return { kind: "leaving", document: readOffboarding(text) };
    if (COMPACT_JWS.test(text)) return { kind: "report", jws: text.trim() };
    if (text.length > MAX_EVIDENCE_LENGTH)
      throw new EvidenceProblem("malformed", texts.file.tooLong({ name: inputOf(name) }));
    return { kind: "login", evidence: readEvidence(text) };
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    throw new EvidenceProblem("malformed", sentenceFor(cause.field), { cause });
  }
}

const inputOf = (name: string): string => (name === "-" ? texts.file.standardInput : name);

/** Reads a JWK Set of server keys, such as `{issuer}/oauth/jwks` gave it once. @throws EvidenceProblem `usage` */
export async function readKeysFile(name: string): Promise<readonly ServerKey[]> {
  const text = await readText(name);
  let keys: readonly ServerKey[];
  try {
    keys = serverKeysOf(JSON.parse(text));
  } catch (cause) {
    throw new EvidenceProblem("usage", texts.file.notSet({ name }), {
      cause,
    });
  }
  if (new Set(keys.map(({ kid }) => kid)).size !== keys.length)
    throw new EvidenceProblem("usage", texts.file.twoKeys({ name }));
  if (keys.length === 0) throw new EvidenceProblem("usage", texts.file.noKey({ name }));
  return keys;
}

async function readInput(terminal: Pick<Terminal, "pipedBytes">): Promise<string> {
  try {
    const bytes = await terminal.pipedBytes(MOST_READ);
    if (bytes !== null) return textOf(bytes, texts.file.standardInput);
  } catch (cause) {
    if (!(cause instanceof TerminalError)) throw cause;
    throw new EvidenceProblem("malformed", texts.file.tooLong({ name: texts.file.standardInput }), { cause });
  }
  throw new EvidenceProblem("usage", texts.file.nothing);
}

async function readText(name: string): Promise<string> {
  const bytes = Buffer.alloc(MOST_READ + 1);
  let length = 0;
  try {
    const file = await open(name, "r");
    try {
      // A pipe or a device tells no size, and a file may grow, so only the bytes that come count.
      for (let read = -1; read !== 0 && length < bytes.length; length += read)
        ({ bytesRead: read } = await file.read(bytes, length, bytes.length - length));
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new EvidenceProblem("usage", texts.file.unreadable({ name, why: whyNot(cause) }), { cause });
  }
  if (length > MOST_READ) throw new EvidenceProblem("malformed", texts.file.tooLong({ name }));
  return textOf(bytes.subarray(0, length), name);
}

/**
 * The reading is strict, and passes over no mark at the beginning: a lenient reader takes bytes for the same that another
 * one refuses.
 */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array, name: string): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new EvidenceProblem("malformed", texts.file.notText({ name }), {
      cause,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: texts.file.noFile,
  EACCES: texts.file.denied,
  EISDIR: texts.file.folder,
};

function whyNot(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return Object.hasOwn(REASONS, code) ? (REASONS[code] ?? code) : code;
}

/** @param field a name of ours, and never the sender's text */
function sentenceFor(field: string | undefined): string {
  if (field === "version") return texts.file.otherVersion;
  if (field === "nearside" || field === "json" || field === "depth") return texts.file.notEvidence;
  if (field === "evidence" || field === "offboarding") return texts.file.changed;
  return texts.file.incomplete({ field: field ?? "form" });
}
