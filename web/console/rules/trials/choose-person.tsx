import { machinesApi } from "@nearside/shared/api/console/machines.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { rulesApi } from "@nearside/shared/api/console/rules.ts";
import { useEffect, useId, useRef, useState } from "react";
import * as v from "valibot";
import { trialTexts } from "../../../texts/console/rule-trials.tsx";
import { makeVisible } from "../../../ui/make-visible.ts";
import { useConsole } from "../../console-context.ts";
import { useRead } from "../../data/use-read.ts";
import { Field } from "../../form/field.tsx";
import { SelectField } from "../../form/fields.tsx";
import { Form } from "../../form/form.tsx";

const texts = trialTexts.whatIf.choose;

/** Milliseconds for which the typing must rest before the search follows it. */
const REST_MILLISECONDS = 350;
const MOST_FOUND = "20";

const chosenSchema = v.object({
  person: v.pipe(v.string(), v.minLength(1, texts.missingPerson)),
  /** Empty for the machine that was used last. */
  machine: v.optional(v.string(), ""),
  client: v.pipe(v.string(), v.minLength(1, texts.missingProgram)),
});
export type ChosenPerson = v.InferOutput<typeof chosenSchema>;

/** Chooses an active person, a machine of theirs and a program, whose login the question is about. */
export function ChoosePerson({ onChoose }: { onChoose: (chosen: ChosenPerson) => void }) {
  const [typed, setTyped] = useState("");
  const [person, setPerson] = useState("");
  const people = useRead(peopleApi.list, {
    query: { state: "active", limit: MOST_FOUND, ...(typed === "" ? {} : { q: typed }) },
    keepPrevious: true,
  });
  const vocabulary = useRead(rulesApi.vocabulary);
  const found = people.data?.rows ?? [];
  const problem = people.error ?? vocabulary.error;
  // The first of those found is chosen until the person chooses another.
  const user = (found.find(({ id }) => id === person) ?? found[0])?.id ?? "";
  return (
    <>
      <Finder onTyped={setTyped} />
      {problem === null ? null : (
        <p role="alert" className="field-problem">
          {problem.sentence}
        </p>
      )}
      <Form schema={chosenSchema} send={texts.send} onSend={onChoose}>
        <Field name="person" label={texts.person}>
          {(control) => (
            <select {...control} value={user} onChange={(event) => setPerson(event.currentTarget.value)}>
              {found.length === 0 ? <option value="">{texts.nobody}</option> : null}
              {found.map(({ id, name, display_name }) => (
                <option key={id} value={id}>
                  {makeVisible(texts.personNamed({ name, displayName: display_name }))}
                </option>
              ))}
            </select>
          )}
        </Field>
        {user === "" ? null : <MachineField key={user} user={user} />}
        <SelectField
          name="client"
          label={texts.program}
          choices={(vocabulary.data?.clients ?? []).map(({ id, name }) => ({
            value: id,
            title: makeVisible(texts.programNamed({ name, id })),
          }))}
        />
      </Form>
    </>
  );
}

function Finder({ onTyped }: { onTyped: (typed: string) => void }) {
  const { clock } = useConsole();
  const id = useId();
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => () => stop.current(), []);
  return (
    <search className="field">
      <label htmlFor={id}>{texts.find}</label>
      <input
        id={id}
        type="search"
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        placeholder={texts.findHint}
        onChange={(event) => {
          const typed = event.currentTarget.value.trim();
          stop.current();
          stop.current = clock.after(REST_MILLISECONDS, () => onTyped(typed));
        }}
      />
    </search>
  );
}

function MachineField({ user }: { user: string }) {
  const { data } = useRead(machinesApi.list, { query: { user, state: "active" } });
  return (
    <SelectField
      name="machine"
      label={texts.machine}
      none={texts.lastMachine}
      choices={(data?.rows ?? []).map(({ id, hostname }) => ({
        value: id,
        title: makeVisible(hostname),
      }))}
    />
  );
}
