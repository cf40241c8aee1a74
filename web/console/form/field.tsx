import { type ReactNode, useId } from "react";
import { Icon } from "../../ui/icon.tsx";
import { useField } from "./form-context.ts";

export interface FieldProps {
  /** As the contract calls it; a problem of that name stands beside it. */
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly optional?: boolean;
}

/** What ties a control to its label, its hint and what is wrong with it. */
interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean;
  readonly "aria-required": boolean;
}

/** Label, hint and problem around one control. `typed` is what was typed into it before. */
export function Field({
  name,
  label,
  hint,
  optional = false,
  isInline = false,
  children,
}: FieldProps & {
  readonly isInline?: boolean;
  readonly children: (control: ControlProps, typed: unknown) => ReactNode;
}) {
  const id = useId();
  const { problem, typed } = useField(name);
  const described = [
    ...(hint === undefined ? [] : [`${id}-hint`]),
    ...(problem === undefined ? [] : [`${id}-problem`]),
  ];
  const control = children(
    {
      id,
      name,
      "aria-describedby": described.length === 0 ? undefined : described.join(" "),
      "aria-invalid": problem !== undefined,
      "aria-required": !optional && !isInline,
    },
    typed,
  );
  const words = (
    <label htmlFor={id}>
      {label}
      {optional ? <span className="field-optional"> optional</span> : null}
    </label>
  );
  return (
    <div className={isInline ? "field field-inline" : "field"}>
      {isInline ? control : words}
      {isInline ? words : null}
      {hint === undefined ? null : (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {isInline ? null : control}
      {problem === undefined ? null : (
        <p className="field-problem" id={`${id}-problem`}>
          <Icon name="alert" />
          {problem}
        </p>
      )}
    </div>
  );
}
