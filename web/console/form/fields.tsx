import { useId } from "react";
import { Icon } from "../../ui/icon.tsx";
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
  /** Not enforced while typing, which would cut what is pasted: the problem is said beside the field. */
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

export interface Choice {
  readonly value: string;
  readonly title: string;
}

export function SelectField({
  choices,
  initial,
  none,
  ...field
}: FieldProps & {
  readonly choices: readonly Choice[];
  readonly initial?: string;
  /** What stands for no choice; without it there always is one. */
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

/** Yes or no. */
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

/** A moment in the browser's zone; milliseconds since the epoch in the form's values, null where there is none. */
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
