/** The contents of a form's fields, by their names. */
export type FormValues = Readonly<Record<string, unknown>>;

/** The members of an input, select or textarea that are read. */
export interface FormField {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly checked?: boolean;
  readonly selectedOptions?: Iterable<{ readonly value: string }>;
}

/**
 * Reads a form's fields. Text stays as it was typed. A checkbox is true or false; several of one name give the values
 * of those that are ticked. A number is a number, and a date and time is milliseconds since the epoch; both are null if
 * nothing is typed.
 */
export function valuesOf(fields: Iterable<FormField>): FormValues {
  const named = [...fields].filter(({ name, type }) => name !== "" && type !== "submit" && type !== "button");
  const values: Record<string, unknown> = {};
  for (const [name, group] of Object.entries(Object.groupBy(named, (field) => field.name)))
    if (group !== undefined) values[name] = typedIn(group);
  return values;
}

function typedIn(group: readonly FormField[]): unknown {
  const [field] = group;
  switch (field?.type) {
    case "checkbox":
      return group.length === 1 && field.value === "on"
        ? field.checked === true
        : group.filter(({ checked }) => checked === true).map(({ value }) => value);
    case "radio":
      return group.find(({ checked }) => checked === true)?.value ?? null;
    case "select-multiple":
      return [...(field.selectedOptions ?? [])].map(({ value }) => value);
    case "number":
      return field.value.trim() === "" ? null : Number(field.value);
    case "datetime-local":
      return field.value === "" ? null : new Date(field.value).getTime();
    default:
      return field?.value ?? "";
  }
}

/** Writes a moment as the browser's date and time field wants it: "2026-11-25T14:05", in the browser's zone. */
export function localMoment(at: number): string {
  const moment = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
