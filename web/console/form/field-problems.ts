import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import * as v from "valibot";

/**
 * Says what is wrong with each field, in sentences made from the issues of the contract's schema. The first issue of a
 * field counts.
 */
export function fieldProblemsOf(issues: readonly v.BaseIssue<unknown>[]): readonly FieldProblem[] {
  const problems = new Map<string, string>();
  for (const issue of issues) {
    const field = v.getDotPath(issue) ?? "";
    if (!problems.has(field)) problems.set(field, sentenceOf(issue));
  }
  return [...problems].map(([field, problem]) => ({ field, problem }));
}

function sentenceOf(issue: v.BaseIssue<unknown>): string {
  const { requirement } = issue;
  // A schema that brings a sentence of its own knows better.
  if (!issue.message.startsWith("Invalid ")) return issue.message;
  if (issue.input === "" || issue.input === null || issue.input === undefined) return "Fill this in.";
  switch (issue.type) {
    case "max_length":
    case "max_graphemes":
      return Array.isArray(issue.input) ? `Choose ${requirement} at most.` : `Use ${requirement} characters at most.`;
    case "min_length":
    case "non_empty":
      return Array.isArray(issue.input) ? "Choose at least one." : `Use ${requirement ?? 1} characters at least.`;
    case "min_value":
      return `This must be ${requirement} or more.`;
    case "max_value":
      return `This must be ${requirement} or less.`;
    case "email":
      return "This is not an e-mail address, such as ada@acme.example.";
    case "url":
      return "This is not an address, such as https://acme.example.";
    case "integer":
      return "This must be a whole number.";
    case "picklist":
      return "Choose one of those offered.";
    default:
      return "This was not accepted. Look at the hint beside it.";
  }
}
