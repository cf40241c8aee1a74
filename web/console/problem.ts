import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import { isRefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";

/**
 * The sentences for everything that can go wrong on the console's own side, and for what any of its routes can answer.
 */
const SENTENCES = {
  server_unreachable: "The server did not answer. Check your network connection, then try again.",
  server_failed: "The server had trouble of its own. Try again; if it happens twice, look at the server's log.",
  temporarily_unavailable: "The server is busy right now, and changed nothing. Try again in a moment.",
  too_many_requests: "Too much was asked of the server in a short time. Wait a minute, then try again.",
  maybe_changed:
    "The connection was lost while the change was under way, so it may have been made. Look whether it was before you try again.",
  not_signed_in: "Your session has ended. Nothing was changed. Sign in again, then try once more.",
  invalid_request: "Something in this was not accepted, so nothing was changed.",
  passkey_unused: "No passkey was used, or it took too long. Nothing was changed. Try again when you are ready.",
  passkey_not_made: "No passkey was made, or it took too long. Nothing was added. Try again when you are ready.",
  passkey_exists: "This authenticator already holds a passkey of this machine. Use another authenticator.",
  passkeys_unsupported:
    "This browser cannot use a passkey on this page. Use a current version of Chrome, Chromium, Edge or Firefox.",
  extension_broken:
    "The Nearside extension could not do its part. It may have been updated a moment ago: reload this page.",
  extension_cannot_review:
    "Nearside's extension is not on this page, or too old to verify another person's request. Click its icon, or update it, then reload this page.",
  key_not_kept:
    "This browser keeps no keys for this site, as some private windows do not. Sign in from an ordinary window.",
  page_failed: "This page had trouble of its own. Reload it; if it happens twice, tell whoever runs this server.",
} as const;

type OwnCode = keyof typeof SENTENCES;
const isOwnCode = (code: string): code is OwnCode => Object.hasOwn(SENTENCES, code);

interface More extends ErrorOptions {
  /** Takes the place of the code's own sentence. */
  readonly sentence?: string | undefined;
  readonly fields?: readonly FieldProblem[] | undefined;
  readonly refusal?: string | undefined;
}

/**
 * Why the console could not do something: a closed code, the sentence for the person, and the problems of single
 * fields.
 */
export class ConsoleProblem extends Error {
  readonly code: string;
  readonly sentence: string;
  readonly fields: readonly FieldProblem[];
  /** The refusal of the chain's set, beside a code that says less. */
  readonly refusal: string | undefined;

  constructor(code: string, { sentence, fields = [], refusal, ...options }: More = {}) {
    super(code, options);
    this.name = "ConsoleProblem";
    this.code = code;
    this.sentence = sentence ?? sentenceFor(code);
    this.fields = fields;
    this.refusal = refusal;
  }
}

function sentenceFor(code: string): string {
  if (isOwnCode(code)) return SENTENCES[code];
  return isRefusalCode(code) ? sentenceOf(code) : SENTENCES.server_failed;
}

/** Gives the problem behind anything that was thrown. An unknown cause is trouble of this page. */
export function problemOf(cause: unknown): ConsoleProblem {
  if (cause instanceof ConsoleProblem) return cause;
  if (cause instanceof Refused) return new ConsoleProblem(cause.code, { cause });
  return new ConsoleProblem("page_failed", { cause });
}
