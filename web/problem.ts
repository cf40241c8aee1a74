import { LOGIN_REFUSAL_CODES, type LoginRefusalCode } from "@nearside/shared/chain/login-refusal-codes.ts";
import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { ReactNode } from "react";
import { PROBLEM_TEXTS } from "./texts/problems.ts";

type PageProblemCode = keyof typeof PROBLEM_TEXTS;
/** The pages that make a passkey have sentences of their own for these, which the approval page need not load. */
type MakingProblemCode = "passkey_not_made" | "passkey_exists";
export type ProblemCode = RefusalCode | PageProblemCode | MakingProblemCode;

/** Why something was not done: a closed code for support, and the sentence for the person. */
export interface Problem {
  readonly code: ProblemCode;
  readonly sentence: ReactNode;
  /** The rules that had a part in it. */
  readonly rules?: readonly DecidingRule[] | undefined;
  /** The machine's own report, as far as rules look at it. It is not read yet, since few logins need it. */
  readonly posture?: unknown;
  /** The people whom those rules name and who do not count yet; not read yet either. */
  readonly newcomers?: unknown;
}

/** A refusal by the server, with everything that it said beside its code. */
export class RefusedByRules extends Refused {
  readonly beside: Pick<Problem, "newcomers" | "posture" | "rules">;

  constructor(code: string, beside: Pick<Problem, "newcomers" | "posture" | "rules">) {
    super(code);
    this.beside = beside;
  }
}

const isLoginRefusal = (code: string): code is LoginRefusalCode =>
  LOGIN_REFUSAL_CODES.some((refusal) => refusal === code);
const isPageProblemCode = (code: string): code is PageProblemCode => Object.hasOwn(PROBLEM_TEXTS, code);

/** Gives the page's own problem of that name. An unknown name is trouble of the side that sent it. */
export function pageProblem(code: string): Problem {
  const named = isPageProblemCode(code) ? code : "server_failed";
  return { code: named, sentence: PROBLEM_TEXTS[named] };
}

/**
 * Gives the sentence of a refusal. Few logins are refused, so all of them are loaded with the first. Where the server
 * does not answer by then, that is what the person reads, beside the code.
 */
const sentenceOfLogin = (code: LoginRefusalCode): Promise<ReactNode> =>
  import("./texts/login-sentences.tsx").then(
    ({ sentenceOfRefusal }) => sentenceOfRefusal(code),
    () => PROBLEM_TEXTS.server_unreachable,
  );

/** Ends an effect, so that a refusal leaves no usable value behind. @throws Refused */
export function fail(code: ProblemCode, cause?: unknown): never {
  throw new Refused(code, undefined, { cause });
}

/** Gives the problem behind anything that an effect threw. */
export async function problemBehind(cause: unknown): Promise<Problem> {
  const code = cause instanceof Refused ? cause.code : "server_failed";
  const problem = isLoginRefusal(code) ? { code, sentence: await sentenceOfLogin(code) } : pageProblem(code);
  return cause instanceof RefusedByRules ? { ...problem, ...cause.beside } : problem;
}
