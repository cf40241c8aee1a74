import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import * as v from "valibot";
import { formTexts } from "../../texts/console/frame.tsx";

const texts = formTexts.problem;

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
  if (issue.input === "" || issue.input === null || issue.input === undefined) return texts.missing;
  switch (issue.type) {
    case "max_length":
    case "max_graphemes":
      return Array.isArray(issue.input) ? texts.mostChoices(requirement) : texts.mostCharacters(requirement);
    case "min_length":
    case "non_empty":
      return Array.isArray(issue.input) ? texts.leastChoices : texts.leastCharacters(requirement ?? 1);
    case "min_value":
      return texts.atLeast(requirement);
    case "max_value":
      return texts.atMost(requirement);
    case "email":
      return texts.email;
    case "url":
      return texts.url;
    case "integer":
      return texts.integer;
    case "picklist":
      return texts.picklist;
    default:
      return texts.other;
  }
}
