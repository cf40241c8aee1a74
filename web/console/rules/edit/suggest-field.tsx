import { useId } from "react";
import { makeVisible } from "../../../ui/make-visible.ts";
import { Field, type FieldProps } from "../../form/field.tsx";

/** A text field that suggests values to choose from. */
export function SuggestField({
  initial = "",
  choices,
  ...field
}: FieldProps & { readonly initial?: string; readonly choices: readonly string[] }) {
  const id = useId();
  return (
    <Field {...field}>
      {(control, typed) => (
        <>
          <input
            {...control}
            type="text"
            list={id}
            defaultValue={typeof typed === "string" ? typed : initial}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
          <datalist id={id}>
            {choices.map((choice) => (
              <option key={choice} value={choice} label={makeVisible(choice)} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
