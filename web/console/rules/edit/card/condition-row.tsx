import type { VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import { type CardOp, cardOpsOf } from "@nearside/shared/rules/card.ts";
import { useEffect, useRef } from "react";
import { ruleWordTexts } from "../../../../texts/console/rule-words.tsx";
import { ruleEditTexts } from "../../../../texts/console/rules-edit.tsx";
import { Button } from "../../../../ui/button.tsx";
import { Field } from "../../../form/field.tsx";
import type { FormValues } from "../../../form/form-values.ts";

const texts = ruleEditTexts.card.condition;

type Attributes = VocabularyAnswer["attributes"];

interface ConditionRowProps {
  /** The contract's name for the condition, such as `when.0`. */
  readonly name: string;
  readonly nth: number;
  readonly attributes: Attributes;
  readonly attribute: string;
  readonly op: string;
  readonly initial: FormValues;
  /** True if the row was added just now: its first field then takes the focus. */
  readonly isNew: boolean;
  readonly onChange: (more: {
    readonly attribute?: string;
    readonly op?: string;
    readonly initial: FormValues;
  }) => void;
  readonly onRemove: () => void;
}

/** Edits one condition: an attribute, a comparison, and its value. */
export function ConditionRow(props: ConditionRowProps) {
  const { name, nth, attributes, attribute, op, isNew, onChange, onRemove } = props;
  const definition = attributes.find(({ path }) => path === attribute);
  const ops = cardOpsOf(definition?.type ?? "String");
  const first = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (isNew) first.current?.querySelector("select")?.focus();
  }, [isNew]);
  return (
    <fieldset className="rule-condition" ref={first}>
      <legend className="unseen">{texts.legend(nth)}</legend>
      <Field
        name={`${name}.attribute`}
        label={texts.attribute}
        {...(definition === undefined ? {} : { hint: hintOf(definition) })}
      >
        {(control) => (
          <select
            {...control}
            value={attribute}
            onChange={({ currentTarget: { value } }) => {
              const [next = "is"] = cardOpsOf(attributes.find(({ path }) => path === value)?.type ?? "String");
              onChange({ attribute: value, op: next, initial: {} });
            }}
          >
            {definition === undefined ? <option value={attribute}>{ruleWordTexts.attribute(attribute)}</option> : null}
            {groupsOf(attributes).map(([group, members]) => (
              <optgroup key={group} label={group}>
                {members.map(({ path }) => (
                  <option key={path} value={path}>
                    {ruleWordTexts.attribute(path)}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        )}
      </Field>
      {ops.length === 1 ? (
        <input type="hidden" name={`${name}.op`} value={op} readOnly />
      ) : (
        <Field name={`${name}.op`} label={texts.op}>
          {(control) => (
            <select
              {...control}
              value={op}
              onChange={(event) => onChange({ op: event.currentTarget.value, initial: {} })}
            >
              {ops.map((one) => (
                <option key={one} value={one}>
                  {ruleWordTexts.ops[one]}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Value
        key={`${attribute} ${op}`}
        {...props}
        type={definition?.type ?? "String"}
        values={definition?.values ?? []}
      />
      <Button kind="plain" small onPress={onRemove}>
        {texts.remove}
        <span className="unseen"> {texts.removeNth(nth)}</span>
      </Button>
    </fieldset>
  );
}

const hintOf = ({ says, optional }: Attributes[number]): string =>
  texts.hint({ says: `${says.charAt(0).toUpperCase()}${says.slice(1)}`, optional });

/** Groups the attributes by section, as a person looks for them. */
function groupsOf(attributes: Attributes): [string, Attributes][] {
  const titleOf = (path: string) => ruleWordTexts.groups.find(([beginning]) => path.startsWith(beginning))?.[1] ?? "";
  return ruleWordTexts.groups
    .map(([, title]): [string, Attributes] => [title, attributes.filter(({ path }) => titleOf(path) === title)])
    .filter(([, members]) => members.length > 0);
}

function Value({
  name,
  attribute,
  op,
  initial,
  type,
  values,
}: ConditionRowProps & { readonly type: string; readonly values: readonly string[] }) {
  if (type === "Bool")
    return (
      <Choice
        name={`${name}.flag`}
        initial={initial["flag"]}
        choices={[
          ["true", texts.yes],
          ["false", texts.no],
        ]}
        label={texts.isTrue}
      />
    );
  switch (op as CardOp) {
    case "less_than":
    case "at_least":
      return <Whole name={`${name}.value`} label={texts.number} initial={initial["value"]} />;
    case "between":
    case "outside":
      return (
        <div className="rule-range">
          <Whole name={`${name}.from`} label={texts.from} initial={initial["from"]} />
          <Whole name={`${name}.to`} label={texts.to} initial={initial["to"]} />
        </div>
      );
    case "is":
    case "is_not":
      return values.length > 0 ? (
        <Choice
          name={`${name}.value`}
          initial={initial["value"]}
          choices={values.map((one) => [one, ruleWordTexts.value(attribute, one)])}
          label={texts.value}
        />
      ) : (
        <Field name={`${name}.value`} label={texts.value}>
          {(control) => (
            <input
              {...control}
              type="text"
              defaultValue={textOf(initial["value"])}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
      );
    default:
      return values.length > 0 ? (
        <Several name={`${name}.values`} attribute={attribute} initial={initial["values"]} values={values} />
      ) : (
        <Lines name={`${name}.values`} initial={initial["values"]} isNetwork={type === "ipaddr"} />
      );
  }
}

const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

function Choice({
  name,
  label,
  initial,
  choices,
}: {
  name: string;
  label: string;
  initial: unknown;
  choices: readonly (readonly [value: string, title: string])[];
}) {
  const isListed = initial === undefined || choices.some(([value]) => value === initial);
  return (
    <Field name={name} label={label}>
      {(control) => (
        <select {...control} defaultValue={textOf(initial) || choices[0]?.[0]}>
          {isListed ? null : <option value={textOf(initial)}>{textOf(initial)}</option>}
          {choices.map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

const Whole = ({ name, label, initial }: { name: string; label: string; initial: unknown }) => (
  <Field name={name} label={label}>
    {(control) => <input {...control} type="number" inputMode="numeric" step={1} defaultValue={textOf(initial)} />}
  </Field>
);

function Several({
  name,
  attribute,
  initial,
  values,
}: {
  name: string;
  attribute: string;
  initial: unknown;
  values: readonly string[];
}) {
  const ticked: readonly unknown[] = Array.isArray(initial) ? initial : [];
  const all = [...new Set([...values, ...ticked.filter((one) => typeof one === "string")])];
  return (
    <fieldset className="field rule-several">
      <legend>{texts.values}</legend>
      {all.map((value) => (
        <label key={value}>
          <input type="checkbox" name={name} value={value} defaultChecked={ticked.includes(value)} />
          {ruleWordTexts.value(attribute, value)}
        </label>
      ))}
    </fieldset>
  );
}

function Lines({ name, initial, isNetwork }: { name: string; initial: unknown; isNetwork: boolean }) {
  const text = Array.isArray(initial) ? initial.join("\n") : textOf(initial);
  return (
    <Field name={name} label={texts.values} hint={isNetwork ? texts.networksHint : texts.linesHint}>
      {(control) => (
        <textarea
          {...control}
          className="code"
          rows={Math.min(6, text.split("\n").length + 1)}
          defaultValue={text}
          spellCheck={false}
        />
      )}
    </Field>
  );
}
