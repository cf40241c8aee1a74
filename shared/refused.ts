import type { BaseIssue } from "valibot";

/**
 * A proof was not accepted. Thrown, never returned: what is refused leaves no usable value behind.
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
 * Where a schema was not met, for `Refused.field`: the path in names of ours. A member that the schema does not know is
 * named by its parent, since its name is the sender's text and would reach logs and terminals.
 *
 * @param whole what to call the value itself
 */
export function fieldOf(issue: BaseIssue<unknown>, whole: string): string {
  const unknownMember = issue.type === "strict_object" && issue.expected === "never";
  const path = issue.path?.map(({ key }) => String(key)) ?? [];
  const ours = unknownMember ? path.slice(0, -1) : path;
  return ours.length === 0 ? whole : ours.join(".");
}
