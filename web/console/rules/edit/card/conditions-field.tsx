import type { VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import { type CardCondition, cardOpsOf } from "@nearside/shared/rules/card.ts";
import { use, useEffect, useRef, useState } from "react";
import { ruleEditTexts } from "../../../../texts/console/rules-edit.tsx";
import { Button } from "../../../../ui/button.tsx";
import { FormContext } from "../../../form/form-context.ts";
import type { FormValues } from "../../../form/form-values.ts";
import { type Clause, fieldsOf, rowsIn } from "./card-values.ts";
import { ConditionRow } from "./condition-row.tsx";

const texts = ruleEditTexts.card.condition;

const MOST_CONDITIONS = 16;

interface Row {
  readonly key: number;
  readonly attribute: string;
  readonly op: string;
  readonly initial: FormValues;
}

/** Edits any number of conditions, one below the other. */
export function ConditionsField({
  clause,
  title,
  hint,
  initial,
  vocabulary,
}: {
  readonly clause: Clause;
  readonly title: string;
  readonly hint: string;
  readonly initial: readonly CardCondition[];
  readonly vocabulary: VocabularyAnswer;
}) {
  const { typed } = use(FormContext);
  const [rows, setRows] = useState(() => (typed === undefined ? initial.map(rowOf) : typedRows(typed, clause)));
  const [isAdded, setAdded] = useState(false);
  const adding = useRef<HTMLButtonElement>(null);
  const attributes = vocabulary.attributes.filter(({ type }) => cardOpsOf(type).length > 0);
  const change = (key: number, more: Partial<Row>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...more } : row)));
  const add = () => {
    const [first] = attributes;
    if (first === undefined) return;
    const key = Math.max(-1, ...rows.map((row) => row.key)) + 1;
    setRows([...rows, { key, attribute: first.path, op: cardOpsOf(first.type)[0] ?? "is", initial: {} }]);
    setAdded(true);
  };
  const remove = (key: number) => {
    setRows(rows.filter((row) => row.key !== key));
    adding.current?.focus();
  };
  return (
    <fieldset className="field rule-part rule-wide">
      <legend>{title}</legend>
      <div className="rule-part-head">
        <p className="field-hint">{hint}</p>
        {rows.length >= MOST_CONDITIONS ? null : (
          <Button kind="plain" small ref={adding} onPress={add}>
            {rows.length === 0 ? texts.add : texts.addAnother}
          </Button>
        )}
      </div>
      {rows.map((row, nth) => (
        <ConditionRow
          key={row.key}
          name={`${clause}.${nth}`}
          nth={nth + 1}
          attributes={attributes}
          attribute={row.attribute}
          op={row.op}
          initial={row.initial}
          isNew={isAdded && nth === rows.length - 1}
          onChange={(more) => change(row.key, more)}
          onRemove={() => remove(row.key)}
        />
      ))}
      <KeepDraft rows={rows.length} />
    </fieldset>
  );
}

/** Has the form keep its values after a row came or went, as it does after each typing. */
function KeepDraft({ rows }: { rows: number }) {
  const place = useRef<HTMLSpanElement>(null);
  const before = useRef(rows);
  useEffect(() => {
    if (before.current !== rows) place.current?.dispatchEvent(new InputEvent("input", { bubbles: true }));
    before.current = rows;
  }, [rows]);
  return <span ref={place} hidden />;
}

const rowOf = (condition: CardCondition, key: number): Row => ({
  key,
  attribute: condition.attribute,
  op: condition.op,
  initial: fieldsOf(condition),
});

const typedRows = (typed: FormValues, clause: Clause): Row[] =>
  rowsIn(typed, clause).map((nth, key) => {
    const of = (member: string) => typed[`${clause}.${nth}.${member}`];
    return {
      key,
      attribute: String(of("attribute")),
      op: String(of("op")),
      initial: Object.fromEntries(["value", "values", "from", "to", "flag"].map((member) => [member, of(member)])),
    };
  });
