import { useId } from "react";
import { Icon } from "../../ui/icon.tsx";
import type { FieldProps } from "./field.tsx";
import type { Choice } from "./fields.tsx";
import { useField } from "./form-context.ts";

/** Any number of some: the values of those that are ticked in the form's. */
export function ChoicesField({
  label,
  name,
  hint,
  choices,
  initial = [],
}: Omit<FieldProps, "optional"> & { readonly choices: readonly Choice[]; readonly initial?: readonly string[] }) {
  const id = useId();
  const { problem, typed } = useField(name);
  const ticked: readonly unknown[] = Array.isArray(typed) ? typed : initial;
  return (
    <fieldset className="field field-choices" aria-describedby={`${id}-hint ${id}-problem`}>
      <legend>{label}</legend>
      <div className="field-hint" id={`${id}-hint`}>
        {hint}
      </div>
      {choices.map(({ value, title }) => (
        <label key={value}>
          <input type="checkbox" name={name} value={value} defaultChecked={ticked.includes(value)} />
          {title}
        </label>
      ))}
      <p className="field-problem" id={`${id}-problem`}>
        {problem === undefined ? null : (
          <>
            <Icon name="alert" />
            {problem}
          </>
        )}
      </p>
    </fieldset>
  );
}
