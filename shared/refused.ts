import type { BaseIssue } from "valibot";

/**
 * A proof was refused. This error is thrown, never returned, so that a refused proof leaves no usable value behind.
 * `code` is closed (see `chain/refusal.ts`); `field` names what was wrong, never its content.
 */
export class Refused<Code extends string = string> extends Error {
  readonly code: Code;
  readonly field: string | undefined;

  constructor(code: Code, field?: string, options?: ErrorOptions) {
    super(field === undefined ? code : `${code}: ${field}`, options);
    this.name = "Refused";
    this.code = code;
    this.field = field;
  }
}

/**
 * Names the place where a value does not meet its schema, for `Refused.field`: a path of our own names. A member that
 * the schema does not know is named by its parent, since its name is the sender's text and would reach logs and
 * terminals.
 *
 * @param whole the name of the value itself
 */
export function fieldOf(issue: BaseIssue<unknown>, whole: string): string {
  const unknownMember = issue.type === "strict_object" && issue.expected === "never";
  const path = issue.path?.map(({ key }) => String(key)) ?? [];
  const ours = unknownMember ? path.slice(0, -1) : path;
  return ours.length === 0 ? whole : ours.join(".");
}
