import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import { createContext, use } from "react";
import type { FormValues } from "./form-values.ts";

export const FormContext = createContext<{
  readonly problems: readonly FieldProblem[];
  /** Holds what was typed before, if it was kept. */
  readonly typed: FormValues | undefined;
}>({ problems: [], typed: undefined });

/** Gives what is wrong with that field, and what was typed into it before. */
export function useField(name: string): { readonly problem: string | undefined; readonly typed: unknown } {
  const { problems, typed } = use(FormContext);
  const problem = problems.find(({ field }) => field === name || field.startsWith(`${name}.`))?.problem;
  return { problem, typed: typed?.[name] };
}
