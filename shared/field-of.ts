import type { BaseIssue } from "valibot";

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
