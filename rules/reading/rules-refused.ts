/** A problem and its place in the text: lines and columns from 1, in UTF-16 code units. */
export interface RuleProblem {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  /** `@id` of the rule, where it is known. */
  readonly rule: string | null;
}

/** The text is no set of rules. Nothing from it is used. */
export class RulesRefused extends Error {
  override readonly name = "RulesRefused";
  readonly problems: readonly RuleProblem[];

  constructor(problems: readonly RuleProblem[]) {
    const [first] = problems;
    super(first === undefined ? "refused" : `line ${first.line}, column ${first.column}: ${first.message}`);
    this.problems = problems;
  }
}
