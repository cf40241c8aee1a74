import { useId } from "react";
import { recoveryTexts as texts } from "../../texts/console/recovery.tsx";
import type { ConsoleProblem } from "../problem.ts";

/** A text field with the problem that the server found with it. */
export function OutsideField({
  name,
  label,
  problem,
}: {
  name: string;
  label: string;
  problem: ConsoleProblem | undefined;
}) {
  const id = useId();
  const fieldProblem = problem?.fields.find(({ field }) => field === name)?.problem;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type="text"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-invalid={fieldProblem !== undefined}
        aria-describedby={`${id}-problem`}
      />
      <p className="field-problem" id={`${id}-problem`} role="status">
        {fieldProblem ?? ""}
      </p>
    </div>
  );
}

/** Shows a problem that is about no field in particular. */
export function OutsideProblem({ problem }: { problem: ConsoleProblem | undefined }) {
  if (problem === undefined || problem.fields.length > 0) return null;
  return (
    <div className="notice notice-alert" role="alert">
      <strong>{texts.problem.title}</strong>
      <p>{problem.sentence}</p>
      <p>{texts.problem.code(<code>{problem.code}</code>)}</p>
    </div>
  );
}
