import { isRefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import type { LeaseFailure } from "../doorway/lease-messages.ts";
import { type EndCode, isOwnProblem, Problem } from "../problems/problem.ts";

/** Characters. */
const LONGEST = 2000;

/** The keeper, or the server through it, gives no lease, or nothing out of one. */
export class LeaseRefused extends Problem {
  override readonly said: string | undefined;
  override readonly rules: readonly DecidingRule[];

  constructor({ code, message, reason, rules }: LeaseFailure) {
    super(endCodeOf(code));
    this.name = "LeaseRefused";
    this.message = neutralise(message, LONGEST);
    this.said = reason === null ? undefined : neutralise(reason, LONGEST);
    this.rules = rules;
  }
}

const endCodeOf = (code: string): EndCode => (isRefusalCode(code) || isOwnProblem(code) ? code : "keeper_refused");
