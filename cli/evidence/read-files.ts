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

const TOO_LONG = "is longer than evidence of a login can be, so it was not read";

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
    if (text.length > MAX_EVIDENCE_LENGTH) throw new EvidenceProblem("malformed", `${inputOf(name)} ${TOO_LONG}.`);
    return { kind: "login", evidence: readEvidence(text) };
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    throw new EvidenceProblem("malformed", sentenceFor(cause.field), { cause });
  }
}

const inputOf = (name: string): string => (name === "-" ? "Standard input" : name);

/** Reads a JWK Set of server keys, such as `{issuer}/oauth/jwks` gave it once. @throws EvidenceProblem `usage` */
export async function readKeysFile(name: string): Promise<readonly ServerKey[]> {
  const text = await readText(name);
  let keys: readonly ServerKey[];
  try {
    keys = serverKeysOf(JSON.parse(text));
  } catch (cause) {
    throw new EvidenceProblem("usage", `${name} is no JWK Set. Give one as the server has it at /oauth/jwks.`, {
      cause,
    });
  }
  if (new Set(keys.map(({ kid }) => kid)).size !== keys.length)
    throw new EvidenceProblem(
      "usage",
      `${name} has two keys of one kid, so nobody can tell which of them is the server's. Give the set as the server has it at /oauth/jwks.`,
    );
  if (keys.length === 0)
    throw new EvidenceProblem("usage", `${name} has no ES256 key, and a Nearside server has no other.`);
  return keys;
}

async function readInput(terminal: Pick<Terminal, "pipedBytes">): Promise<string> {
  try {
    const bytes = await terminal.pipedBytes(MOST_READ);
    if (bytes !== null) return textOf(bytes, "Standard input");
  } catch (cause) {
    if (!(cause instanceof TerminalError)) throw cause;
    throw new EvidenceProblem("malformed", `Standard input ${TOO_LONG}.`, { cause });
  }
  throw new EvidenceProblem(
    "usage",
    "Nothing came on standard input. Name the file, or pipe it in: nearside verify - < evidence.json",
  );
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
    throw new EvidenceProblem("usage", `${name} can't be read: ${whyNot(cause)}.`, { cause });
  }
  if (length > MOST_READ) throw new EvidenceProblem("malformed", `${name} ${TOO_LONG}.`);
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
    throw new EvidenceProblem("malformed", `${name} is no text in UTF-8, so it is not as the server wrote it.`, {
      cause,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this account may not read it",
  EISDIR: "it is a folder",
};

function whyNot(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return Object.hasOwn(REASONS, code) ? (REASONS[code] ?? code) : code;
}

/** @param field a name of ours, and never the sender's text */
function sentenceFor(field: string | undefined): string {
  if (field === "version")
    return "This evidence is of a version that this program does not know. See: nearside upgrade";
  if (field === "nearside" || field === "json" || field === "depth")
    return "This is no evidence of a Nearside login, and no report of a leaving. `nearside-server evidence <request>` and `report <user>` on the server's own shell write them.";
  if (field === "evidence" || field === "offboarding")
    return "This file was changed after it was written: it says something twice, has more in it than evidence has, or its lines end in another way, as mail or an editor leave them. Take the file as the server wrote it.";
  return `This file is no whole evidence of a Nearside login: its ${field ?? "form"} is not as it must be.`;
}
