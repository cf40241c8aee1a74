import { rulesApi, type VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import type { Card } from "@nearside/shared/rules/card.ts";
import { useEffect, useId, useRef } from "react";
import { ruleEditTexts } from "../../../../texts/console/rules-edit.tsx";
import { Button } from "../../../../ui/button.tsx";
import { makeVisible } from "../../../../ui/make-visible.ts";
import { ConfirmChange } from "../../../change/confirm-change.tsx";
import { useChange } from "../../../change/use-change.ts";
import { useDrafts } from "../../../form/drafts.tsx";
import { CheckboxField, TextField } from "../../../form/fields.tsx";
import { Form } from "../../../form/form.tsx";
import { BLANK_CARD, cardFormSchema, cardFrom } from "./card-values.ts";
import { ConditionsField } from "./conditions-field.tsx";
import { ThenFields } from "./then-fields.tsx";
import { WhatFields, WhoFields } from "./who-fields.tsx";

const texts = ruleEditTexts.card;

/** Edits one rule by form. The server puts the result into the text and touches nothing else in it. */
export function CardForm({
  text,
  card,
  vocabulary,
  onEdited,
  onClose,
}: {
  /** The text of the draft, with all rules. */
  readonly text: string;
  /** Null for a new rule. */
  readonly card: Card | null;
  readonly vocabulary: VocabularyAnswer;
  readonly onEdited: (text: string) => void;
  readonly onClose: () => void;
}) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  // The form took the place of the button that opened it.
  useEffect(() => heading.current?.focus(), []);
  const drafts = useDrafts();
  const form = `rules.card.${card?.id ?? ""}`;
  const edit = useChange<typeof rulesApi.card>({
    stale: [],
    form,
    onMade: (answer) => {
      onEdited(answer.text);
      onClose();
    },
  });
  const shown = card ?? BLANK_CARD;
  // The answer names the fields of the whole request; the form's fields are those of the card.
  const problems = edit.fields.map(({ field, problem }) => ({ field: field.replace(/^card\.?|^text$/, ""), problem }));
  const cancel = () => {
    drafts.discard(form);
    onClose();
  };
  return (
    <section className="card-form" aria-labelledby={id}>
      <h3 id={id} ref={heading} tabIndex={-1}>
        {card === null ? texts.newTitle : texts.title(makeVisible(card.id))}
      </h3>
      <Form
        schema={cardFormSchema}
        changeOf={cardFrom}
        draft={form}
        send={texts.send}
        problems={problems}
        onSend={(changed) =>
          edit.begin({ to: rulesApi.card, change: { text, rule: card?.id ?? null, card: changed } }, true)
        }
        beside={
          <Button kind="plain" onPress={cancel}>
            {texts.cancel}
          </Button>
        }
      >
        <TextField name="title" label={texts.name} initial={shown.title ?? ""} maxLength={120} optional />
        <TextField name="id" label={texts.id} hint={texts.idHint} initial={shown.id} maxLength={64} optional />
        <WhoFields who={shown.who} vocabulary={vocabulary} />
        <WhatFields card={shown} vocabulary={vocabulary} />
        <ConditionsField clause="when" {...texts.when} initial={shown.when} vocabulary={vocabulary} />
        <ConditionsField clause="unless" {...texts.unless} initial={shown.unless} vocabulary={vocabulary} />
        <ConditionsField clause="unless_all" {...texts.unlessAll} initial={shown.unless_all} vocabulary={vocabulary} />
        <ThenFields card={shown} />
        <CheckboxField
          name="report_only"
          label={texts.reportOnly}
          hint={texts.reportOnlyHint}
          initial={shown.report_only}
        />
      </Form>
      {edit.state.at === "failed" ? <ConfirmChange change={edit} {...texts.confirm} /> : null}
    </section>
  );
}
