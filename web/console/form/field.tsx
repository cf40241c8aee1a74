import { type ReactNode, useId } from "react";
import { formTexts } from "../../texts/console/frame.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useField } from "./form-context.ts";

export interface FieldProps {
  /** The contract's name for the field. A problem of that name is shown beside it. */
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly optional?: boolean;
}

/** The attributes that tie a control to its label, its hint and its problem. */
interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean;
  readonly "aria-required": boolean;
}

/** Puts label, hint and problem around one control. `typed` is what was typed into it before. */
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
      {optional ? <span className="field-optional"> {formTexts.optional}</span> : null}
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
