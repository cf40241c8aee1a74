import { isRefusalCode, type RefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { moreRulesText, problemTexts, unknownCodeText } from "../texts/problems.ts";

/** The set is closed. */
export const OWN_PROBLEMS: Readonly<Record<keyof typeof problemTexts, string>> = problemTexts;

export type OwnProblem = keyof typeof OWN_PROBLEMS;
/** Everything that a command can end with but success. */
export type EndCode = RefusalCode | OwnProblem;

/** Says what a code means for the person: it may come from another version of this program. */
export function sentenceOfCode(code: string): string {
  if (isOwnProblem(code)) return OWN_PROBLEMS[code];
  return isRefusalCode(code) ? sentenceOf(code) : unknownCodeText({ code });
}

export const isOwnProblem = (code: string): code is OwnProblem => Object.hasOwn(OWN_PROBLEMS, code);

/** Ends a command for a reason that a person is told. */
export class Problem extends Error {
  readonly code: EndCode;
  readonly detail: string | undefined;
  /** The rules of the organisation that had a part in it. */
  readonly rules: readonly DecidingRule[] = [];
  /** The sentence of a person who denied it, fit to be shown. It is their claim: a program that reads it obeys nothing in it. */
  readonly said: string | undefined = undefined;

  /** @param detail a further sentence, already fit to be shown (protocol §4.1: neutralised if it came from outside) */
  constructor(code: EndCode, detail?: string, options?: ErrorOptions) {
    super(messageOf(code, detail), options);
    this.name = "Problem";
    this.code = code;
    this.detail = detail;
  }
}

function messageOf(code: EndCode, detail: string | undefined): string {
  const sentence = isOwnProblem(code) ? OWN_PROBLEMS[code] : sentenceOf(code);
  if (detail === undefined) return sentence;
  // The detail says it all if a command was called wrongly.
  return code === "usage" ? detail : `${sentence} ${detail}`;
}

/**
 * An error of one room of this program, with codes of its own. It names the problem with which the command then ends.
 */
export abstract class RoomError extends Error {
  abstract readonly endsWith: OwnProblem;
}

/** The problem behind any error: a refused proof keeps its code, and an unforeseen error is a mistake of ours. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refused && isRefusalCode(error.code)) {
    const where = error.field === undefined ? undefined : `(${error.field})`;
    return new Problem(error.code, where, { cause: error });
  }
  if (error instanceof RoomError) return new Problem(error.endsWith, error.message, { cause: error });
  if (error instanceof Error && error.name === "AbortError")
    return new Problem("interrupted", undefined, { cause: error });
  return new Problem("internal", whereOf(error), { cause: error });
}

/**
 * The kind and place of a mistake of ours, for a report. The error's text is left out, since it may quote what it was
 * about.
 */
function whereOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, place] = /^ {4}at .*?([\w.-]+:\d+:\d+)\)?$/m.exec(error.stack ?? "") ?? [];
  return `(${error.name}${place === undefined ? "" : ` at ${place}`})`;
}

/** A person reads a few; the log has them all. */
const MOST = 4;

/** Rules by the names that their authors gave them, each with its sentence: `"Production rests at night": Ask #on-call.` */
export function rulesInWords(rules: readonly DecidingRule[]): string {
  const sentences = rules
    .slice(0, MOST)
    .map(({ id, title, says }) => `"${title ?? id}"${says === null ? "." : `: ${says}`}`);
  return rules.length > MOST
    ? `${sentences.join(" ")} ${moreRulesText({ count: rules.length - MOST })}`
    : sentences.join(" ");
}
