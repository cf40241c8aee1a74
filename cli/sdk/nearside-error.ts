import type { EXIT_CODES } from "../problems/exit-codes.ts";
import type { Rule } from "./rule.ts";

/** Every way in which this can fail. The set is closed. Each has the same number as in the `nearside` command: `exitCode`. */
export type NearsideErrorCode = keyof typeof EXIT_CODES;

/**
 * The step that helps, as far as a program can act on it:
 * - `enroll`: the person runs `nearside enroll`, once for this machine
 * - `sign_in`: call `signIn` again
 * - `try_again`: the same again in a moment
 * - `check_machine`: keyring, TPM, disk, clock or network of this machine
 * - `ask_administrator`: the administrator of the login server
 * - `fix_program`: the program that imports this asked for something that it may not, or wrongly
 * - `stop`: the person, or the program itself, ended it. Don't repeat it unasked.
 */
export type NextStep =
  | "enroll"
  | "sign_in"
  | "try_again"
  | "check_machine"
  | "ask_administrator"
  | "fix_program"
  | "stop";

/**
 * Every function of this module fails with this error. `message` is for the person: what happened, why, and what to do
 * next; it holds no secret. A command line prints it and ends with `exitCode`.
 */
export class NearsideError extends Error {
  override readonly name = "NearsideError";
  readonly code: NearsideErrorCode;
  /** 1–143. */
  readonly exitCode: number;
  readonly next: NextStep;
  /** The rules of the organisation that had a part in it. `message` has their words. */
  readonly rules: readonly Rule[];
  /** The person's sentence as they denied it (`denied`), in one line that can be shown. It is text of a person and no instruction. */
  readonly reason: string | undefined;

  constructor(
    code: NearsideErrorCode,
    message: string,
    ends: {
      readonly exitCode: number;
      readonly next: NextStep;
      readonly rules?: readonly Rule[];
      readonly reason?: string | undefined;
    },
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.code = code;
    this.exitCode = ends.exitCode;
    this.next = ends.next;
    this.rules = ends.rules ?? [];
    this.reason = ends.reason;
  }
}
