import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import * as v from "valibot";
import { formTexts } from "../../texts/console/frame.tsx";
import { Button } from "../../ui/button.tsx";
import { useDrafts } from "./drafts.tsx";
import { fieldProblemsOf } from "./field-problems.ts";
import { FormContext } from "./form-context.ts";
import { type FormField, type FormValues, valuesOf } from "./form-values.ts";

export interface FormProps<Change> {
  /** The contract of what is sent. The server reads it by the same schema. */
  readonly schema: v.GenericSchema<unknown, Change>;
  /** Gives what is sent, from the form's values; without it the values themselves are sent. */
  readonly changeOf?: (values: FormValues) => unknown;
  readonly onSend: (change: Change) => void;
  /** The button's text: a verb. */
  readonly send: string;
  readonly sendKind?: "near" | "solid" | "plain" | "danger";
  /** The problems that the server found with single fields. */
  readonly problems?: readonly FieldProblem[];
  /** Keeps what is typed under this name until it is sent, also while the person is elsewhere. */
  readonly draft?: string;
  /** This is shown beside the button, for example a Cancel. */
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}

const NO_PROBLEMS: readonly FieldProblem[] = [];

/** A native form. Each problem is shown beside its field, and nothing that was typed is lost. */
export function Form<Change>(props: FormProps<Change>) {
  const { draft } = props;
  const drafts = useDrafts();
  const [times, setTimes] = useState(0);
  const again = () => {
    if (draft !== undefined) drafts.discard(draft);
    setTimes(times + 1);
  };
  return <FilledForm key={times} {...props} onAgain={again} />;
}

function FilledForm<Change>(props: FormProps<Change> & { readonly onAgain: () => void }) {
  const { schema, changeOf, onSend, problems: fromServer = NO_PROBLEMS, draft } = props;
  const form = useRef<HTMLFormElement>(null);
  const drafts = useDrafts();
  const [typed] = useState(() => drafts.of(draft));
  const [problems, setProblems] = useState(NO_PROBLEMS);
  useEffect(() => setProblems(fromServer), [fromServer]);
  useEffect(() => focusFirst(form.current, problems), [problems]);

  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = valuesOf(fieldsOf(event.currentTarget));
    const read = v.safeParse(schema, changeOf === undefined ? values : changeOf(values));
    setProblems(read.success ? NO_PROBLEMS : fieldProblemsOf(read.issues));
    if (read.success) onSend(read.output);
  };
  const keep = (event: FormEvent<HTMLFormElement>) => {
    if (draft !== undefined) drafts.keep(draft, valuesOf(fieldsOf(event.currentTarget)));
  };
  const elsewhere = problems.filter(({ field }) => inputNamed(form.current, field) === undefined);

  return (
    <FormContext value={{ problems, typed }}>
      <form ref={form} className="form" noValidate onSubmit={send} onInput={keep}>
        {typed === undefined ? null : (
          <div className="form-draft">
            <p>{formTexts.draft}</p>
            <Button kind="plain" small onPress={props.onAgain}>
              {formTexts.startAgain}
            </Button>
          </div>
        )}
        {elsewhere.length === 0 ? null : (
          <div role="alert">
            <ul className="form-problems">
              {elsewhere.map(({ field, problem }) => (
                <li key={field}>
                  {field === "" ? "" : <code>{field}</code>} {problem}
                </li>
              ))}
            </ul>
          </div>
        )}
        {props.children}
        <div className="form-end">
          <button type="submit" className={`button button-${props.sendKind ?? "near"}`}>
            {props.send}
          </button>
          {props.beside}
        </div>
      </form>
    </FormContext>
  );
}

const isField = (element: Element): element is HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement =>
  element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement;

const fieldsOf = (form: HTMLFormElement): FormField[] => [...form.elements].filter(isField);

/**
 * Finds the field that a problem is about. A problem of `members.3` is about `members` if the form has no `members.3`.
 */
function inputNamed(form: HTMLFormElement | null, field: string): HTMLElement | undefined {
  const inputs = form === null ? [] : [...form.elements].filter(isField);
  return (
    inputs.find(({ name }) => name === field) ?? inputs.find(({ name }) => name !== "" && field.startsWith(`${name}.`))
  );
}

function focusFirst(form: HTMLFormElement | null, problems: readonly FieldProblem[]): void {
  const wanted = new Set(problems.map(({ field }) => inputNamed(form, field)));
  if (form === null) return;
  const first = [...form.elements].filter(isField).find((field) => wanted.has(field));
  // what is folded can't be focused
  const folded = first?.closest("details");
  if (folded) folded.open = true;
  first?.focus();
}
