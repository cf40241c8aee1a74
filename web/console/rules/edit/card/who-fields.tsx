import type { VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import type { Card } from "@nearside/shared/rules/card.ts";
import { useId, useState } from "react";
import { makeVisible } from "../../../../ui/make-visible.ts";
import { Field, type FieldProps } from "../../../form/field.tsx";
import { ChoicesField, SelectField } from "../../../form/fields.tsx";
import { useField } from "../../../form/form-context.ts";

const KINDS = [
  ["anybody", "Anybody"],
  ["group", "Everybody in a group"],
  ["person", "One person"],
] as const;

/** The fields for the people whom a rule is about. */
export function WhoFields({ who, vocabulary }: { who: Card["who"]; vocabulary: VocabularyAnswer }) {
  const { typed } = useField("who.kind");
  const [kind, setKind] = useState(typeof typed === "string" ? typed : who.kind);
  const name = who.kind === "anybody" ? "" : who.name;
  return (
    <fieldset className="field rule-part">
      <legend>Who</legend>
      <Field name="who.kind" label="It is about">
        {(control) => (
          <select {...control} value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
            {KINDS.map(([value, title]) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </select>
        )}
      </Field>
      {kind === "anybody" ? null : (
        <SuggestField
          key={kind}
          name="who.name"
          label={kind === "group" ? "Name of the group" : "Name the person signs in with"}
          initial={kind === who.kind ? name : ""}
          choices={kind === "group" ? vocabulary.groups : vocabulary.people}
        />
      )}
    </fieldset>
  );
}

const ACTIONS = [
  { value: "approve", title: "Logins, as they are approved" },
  { value: "refresh", title: "New tokens of a login that was approved before" },
  { value: "exchange", title: "Tokens exchanged for less, or for an API" },
];

/** The fields for the actions and the program that a rule is about. */
export function WhatFields({
  card: { actions, client },
  vocabulary,
}: {
  card: Pick<Card, "actions" | "client">;
  vocabulary: VocabularyAnswer;
}) {
  const registered = vocabulary.clients.map(({ id, name }) => ({
    value: id,
    title: name === id ? makeVisible(id) : `${makeVisible(name)} (${makeVisible(id)})`,
  }));
  const isListed = client === null || vocabulary.clients.some(({ id }) => id === client);
  return (
    <fieldset className="field rule-part">
      <legend>What</legend>
      <ChoicesField
        name="actions"
        label="It is asked at"
        hint="None ticked: at each."
        choices={ACTIONS}
        initial={actions}
      />
      <SelectField
        name="client"
        label="Program"
        none="Every program"
        choices={isListed ? registered : [...registered, { value: client, title: makeVisible(client) }]}
        {...(client === null ? {} : { initial: client })}
      />
    </fieldset>
  );
}

/** A text field that suggests values to choose from. */
function SuggestField({
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
