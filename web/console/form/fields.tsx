import { useId } from "react";
import { Icon } from "../../ui/icon.tsx";
import type { Choice } from "./choices.ts";
import { Field, type FieldProps } from "./field.tsx";
import { useField } from "./form-context.ts";
import { localMoment } from "./form-values.ts";

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

export function TextField({
  type = "text",
  initial = "",
  maxLength,
  ...field
}: FieldProps & {
  readonly type?: "text" | "email" | "url";
  readonly initial?: string;
  /** Not enforced while the person types, which would cut what they paste: the problem is shown beside the field. */
  readonly maxLength?: number;
}) {
  return (
    <Field {...field}>
      {(control, typed) => (
        <input
          {...control}
          type={type}
          defaultValue={text(typed) ?? initial}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          size={maxLength === undefined ? 32 : Math.min(maxLength, 48)}
        />
      )}
    </Field>
  );
}

export function NumberField({ initial, ...field }: FieldProps & { readonly initial?: number }) {
  return (
    <Field {...field}>
      {(control, typed) => (
        <input
          {...control}
          type="number"
          inputMode="numeric"
          defaultValue={typeof typed === "number" ? typed : (initial ?? "")}
          autoComplete="off"
        />
      )}
    </Field>
  );
}

export function TextArea({
  initial = "",
  rows = 4,
  isCode = false,
  ...field
}: FieldProps & { readonly initial?: string; readonly rows?: number; readonly isCode?: boolean }) {
  return (
    <Field {...field}>
      {(control, typed) => (
        <textarea
          {...control}
          className={isCode ? "code" : undefined}
          rows={rows}
          defaultValue={text(typed) ?? initial}
          spellCheck={!isCode}
        />
      )}
    </Field>
  );
}

export function SelectField({
  choices,
  initial,
  none,
  ...field
}: FieldProps & {
  readonly choices: readonly Choice[];
  readonly initial?: string;
  /** The title of the empty choice. Without it the field always has a choice. */
  readonly none?: string;
}) {
  return (
    <Field {...field}>
      {(control, typed) => (
        <select {...control} defaultValue={text(typed) ?? initial}>
          {none === undefined ? null : <option value="">{none}</option>}
          {choices.map(({ value, title }) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A yes or a no, as `true` or `false` in the form's values. */
export function CheckboxField({
  initial = false,
  ...field
}: Omit<FieldProps, "optional"> & { readonly initial?: boolean }) {
  return (
    <Field {...field} isInline>
      {(control, typed) => (
        <input {...control} type="checkbox" defaultChecked={typeof typed === "boolean" ? typed : initial} />
      )}
    </Field>
  );
}

/**
 * Edits a moment in the browser's zone. The form's values have it in milliseconds since the epoch, and null if nothing
 * is typed.
 */
export function MomentField({ initial, ...field }: FieldProps & { readonly initial?: number }) {
  return (
    <Field {...field}>
      {(control, typed) => {
        const at = typeof typed === "number" ? typed : initial;
        return <input {...control} type="datetime-local" defaultValue={at === undefined ? "" : localMoment(at)} />;
      }}
    </Field>
  );
}

/** Offers several choices. The form's values have those that are ticked. */
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
