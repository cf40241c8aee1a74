/** Every reason for which nothing was fetched from an address. The set is closed. */
export type OutsideProblem =
  | "not_https"
  | "private_address"
  | "unreachable"
  | "unexpected_answer"
  | "too_large"
  | "too_slow";

/** Nothing was fetched. */
export class OutsideRefused extends Error {
  readonly code: OutsideProblem;

  constructor(code: OutsideProblem, options?: ErrorOptions) {
    super(`nothing was fetched: ${code}`, options);
    this.name = "OutsideRefused";
    this.code = code;
  }
}
