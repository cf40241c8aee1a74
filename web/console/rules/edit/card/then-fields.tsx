import { type RuleKind, ruleKindSchema } from "@nearside/shared/rules/asking.ts";
import type { Card } from "@nearside/shared/rules/card.ts";
import { type ReactNode, use, useState } from "react";
import { ruleWordTexts } from "../../../../texts/console/rule-words.tsx";
import { ruleEditTexts } from "../../../../texts/console/rules-edit.tsx";
import { Field } from "../../../form/field.tsx";
import { CheckboxField, TextField } from "../../../form/fields.tsx";
import { FormContext, useField } from "../../../form/form-context.ts";
import { lengthText, outcomeOf } from "./card-values.ts";

const OUTCOMES = ruleKindSchema.options;
const texts = ruleEditTexts.card.outcome;

const SECOND = ["approvers.0.among", "approvers.0.quorum", "within", "newcomers"].map(
  (name) => `demands.second.${name}`,
);
const LIMITS_OF = ["scopes", "access_token", "refresh_token", "stand"] as const;
const LIMITS = LIMITS_OF.map((name) => `demands.${name}`);

/** The fields for a rule's outcome. */
export function ThenFields({ card }: { card: Card }) {
  const { typed } = useField("outcome");
  const [outcome, setOutcome] = useState<RuleKind>(OUTCOMES.find((one) => one === typed) ?? outcomeOf(card));
  const { demands } = card;
  return (
    <fieldset className="field rule-part rule-wide rule-then">
      <legend>{texts.title}</legend>
      <div className="rule-fields">
        <Field name="outcome" label={texts.label}>
          {(control) => (
            <select
              {...control}
              value={outcome}
              onChange={({ currentTarget: { value } }) => setOutcome(OUTCOMES.find((one) => one === value) ?? "forbid")}
            >
              {OUTCOMES.map((one) => (
                <option key={one} value={one}>
                  {ruleWordTexts.kinds[one].says}
                </option>
              ))}
            </select>
          )}
        </Field>
        <TextField
          name="says"
          label={texts.message}
          hint={texts.messageHint}
          initial={card.says ?? ""}
          maxLength={300}
          optional
        />
      </div>
      {outcome === "forbid" ? null : (
        <>
          {outcome === "permit" ? <p className="field-hint">{texts.permitNote}</p> : null}
          <div className="rule-checks">
            <CheckboxField name="demands.device_bound" label={texts.deviceBound} initial={demands.device_bound} />
            <CheckboxField name="demands.attested" label={texts.attested} initial={demands.attested} />
            <CheckboxField name="demands.security_key" label={texts.securityKey} initial={demands.security_key} />
            <CheckboxField name="demands.justification" label={texts.justification} initial={demands.justification} />
            <CheckboxField name="demands.alarm" label={texts.alarm} initial={demands.alarm} />
          </div>
          <div className="rule-fields">
            <TextField
              name="demands.fresh_touch"
              label={texts.freshTouch}
              hint={texts.freshTouchHint}
              initial={lengthText(demands.fresh_touch)}
              maxLength={8}
              optional
            />
            <TextField
              name="demands.ticket"
              label={texts.ticket}
              hint={texts.ticketHint}
              initial={demands.ticket?.join(" ") ?? ""}
              optional
            />
          </div>
          <Folded title={texts.secondPart} names={SECOND} isSet={demands.second !== null}>
            <TextField
              name="demands.second.approvers.0.among"
              label={texts.second}
              hint={texts.secondHint}
              initial={demands.second?.approvers[0]?.among.join(" ") ?? ""}
              optional
            />
            <TextField
              name="demands.second.approvers.0.quorum"
              label={texts.quorum}
              hint={texts.quorumHint}
              initial={String(demands.second?.approvers[0]?.quorum ?? "")}
              maxLength={1}
              optional
            />
            <TextField
              name="demands.second.within"
              label={texts.within}
              hint={texts.withinHint}
              initial={lengthText(demands.second?.within ?? null)}
              maxLength={8}
              optional
            />
            <TextField
              name="demands.second.newcomers"
              label={texts.newcomers}
              hint={texts.newcomersHint}
              initial={demands.second?.newcomers === 0 ? "allowed" : lengthText(demands.second?.newcomers ?? null)}
              maxLength={8}
              optional
            />
          </Folded>
          <Folded title={texts.limits} names={LIMITS} isSet={LIMITS_OF.some((limit) => demands[limit] !== null)}>
            <TextField
              name="demands.scopes"
              label={texts.scopes}
              hint={texts.scopesHint}
              initial={demands.scopes?.join(" ") ?? ""}
              optional
            />
            <TextField
              name="demands.access_token"
              label={texts.accessToken}
              hint={texts.accessTokenHint}
              initial={lengthText(demands.access_token)}
              maxLength={8}
              optional
            />
            <TextField
              name="demands.refresh_token"
              label={texts.refreshToken}
              hint={texts.refreshTokenHint}
              initial={lengthText(demands.refresh_token)}
              maxLength={8}
              optional
            />
            {outcome === "permit" ? (
              <TextField
                name="demands.stand"
                label={texts.standing}
                hint={texts.standingHint}
                initial={lengthText(demands.stand)}
                maxLength={8}
                optional
              />
            ) : null}
          </Folded>
        </>
      )}
    </fieldset>
  );
}

/** Folds fields that few rules need, unless one of them has something in it. */
function Folded({
  title,
  names,
  isSet,
  children,
}: {
  title: string;
  names: readonly string[];
  isSet: boolean;
  children: ReactNode;
}) {
  const { typed } = use(FormContext);
  const isTyped = names.some((name) => ![undefined, null, ""].includes(typed?.[name] as string | null | undefined));
  const [isOpen] = useState(isSet || isTyped);
  return (
    <details className="rule-fold" open={isOpen}>
      <summary>{title}</summary>
      <div className="rule-fields">{children}</div>
    </details>
  );
}
