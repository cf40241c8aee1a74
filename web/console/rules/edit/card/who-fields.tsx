import type { VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import type { Card } from "@nearside/shared/rules/card.ts";
import { useId, useState } from "react";
import { ruleEditTexts } from "../../../../texts/console/rules-edit.tsx";
import { makeVisible } from "../../../../ui/make-visible.ts";
import { Field, type FieldProps } from "../../../form/field.tsx";
import { ChoicesField, SelectField } from "../../../form/fields.tsx";
import { useField } from "../../../form/form-context.ts";

const texts = ruleEditTexts.card;

const KINDS = [
  ["anybody", texts.who.kinds.anybody],
  ["group", texts.who.kinds.group],
  ["person", texts.who.kinds.person],
] as const;

/** The fields for the people whom a rule is about. */
export function WhoFields({ who, vocabulary }: { who: Card["who"]; vocabulary: VocabularyAnswer }) {
  const { typed } = useField("who.kind");
  const [kind, setKind] = useState(typeof typed === "string" ? typed : who.kind);
  const name = who.kind === "anybody" ? "" : who.name;
  return (
    <fieldset className="field rule-part">
      <legend>{texts.who.title}</legend>
      <Field name="who.kind" label={texts.who.about}>
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
          label={kind === "group" ? texts.who.group : texts.who.person}
          initial={kind === who.kind ? name : ""}
          choices={kind === "group" ? vocabulary.groups : vocabulary.people}
        />
      )}
    </fieldset>
  );
}

const ACTIONS = [
  { value: "approve", title: texts.what.approve },
  { value: "refresh", title: texts.what.refresh },
  { value: "exchange", title: texts.what.exchange },
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
    title: name === id ? makeVisible(id) : texts.what.clientNamed({ name: makeVisible(name), id: makeVisible(id) }),
  }));
  const isListed = client === null || vocabulary.clients.some(({ id }) => id === client);
  return (
    <fieldset className="field rule-part">
      <legend>{texts.what.title}</legend>
      <ChoicesField
        name="actions"
        label={texts.what.actions}
        hint={texts.what.actionsHint}
        choices={ACTIONS}
        initial={actions}
      />
      <SelectField
        name="client"
        label={texts.what.client}
        none={texts.what.anyClient}
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
