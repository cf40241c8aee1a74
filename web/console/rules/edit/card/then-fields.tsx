import { type RuleKind, ruleKindSchema } from "@nearside/shared/rules/asking.ts";
import type { Card } from "@nearside/shared/rules/card.ts";
import { useState } from "react";
import { Field } from "../../../form/field.tsx";
import { CheckboxField, TextField } from "../../../form/fields.tsx";
import { useField } from "../../../form/form-context.ts";
import { lengthText, outcomeOf } from "./card-values.ts";

const OUTCOMES = ruleKindSchema.options;
const WORDS: Readonly<Record<RuleKind, string>> = {
  permit: "It lets in",
  forbid: "It says no",
  demand: "It asks for more, and lets nobody in by itself",
};

const LENGTH = "Such as 60s, 10m or 8h.";

/** The fields for a rule's outcome. */
export function ThenFields({ card }: { card: Card }) {
  const { typed } = useField("outcome");
  const [outcome, setOutcome] = useState<RuleKind>(OUTCOMES.find((one) => one === typed) ?? outcomeOf(card));
  const { demands } = card;
  return (
    <fieldset className="field rule-part">
      <legend>Then</legend>
      <Field name="outcome" label="Where it applies">
        {(control) => (
          <select
            {...control}
            value={outcome}
            onChange={({ currentTarget: { value } }) => setOutcome(OUTCOMES.find((one) => one === value) ?? "forbid")}
          >
            {OUTCOMES.map((one) => (
              <option key={one} value={one}>
                {WORDS[one]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {outcome === "forbid" ? null : (
        <>
          {outcome === "permit" ? (
            <p className="field-hint">What is asked for below is asked wherever it lets in.</p>
          ) : null}
          <TextField
            name="demands.fresh_touch"
            label="A touch that is at most so old"
            hint={`${LENGTH} At the approval and at every refresh.`}
            initial={lengthText(demands.fresh_touch)}
            maxLength={8}
            optional
          />
          <CheckboxField
            name="demands.device_bound"
            label="A passkey that can't be copied"
            initial={demands.device_bound}
          />
          <CheckboxField name="demands.attested" label="A passkey whose make is proven" initial={demands.attested} />
          <CheckboxField
            name="demands.security_key"
            label="The touch of a security key as well"
            initial={demands.security_key}
          />
          <CheckboxField
            name="demands.justification"
            label="A reason, typed by the person"
            initial={demands.justification}
          />
          <TextField
            name="demands.ticket"
            label="The number of a ticket"
            hint="Prefixes, such as OPS CHG: then OPS-1234 is taken."
            initial={demands.ticket?.join(" ") ?? ""}
            optional
          />
          <TextField
            name="demands.second.approvers.0.among"
            label="Another person approves too"
            hint="Of these people and groups, such as group:leads user:bob."
            initial={demands.second?.approvers[0]?.among.join(" ") ?? ""}
            optional
          />
          <TextField
            name="demands.second.approvers.0.quorum"
            label="So many of them"
            hint="1 to 5; one if it is left empty."
            initial={String(demands.second?.approvers[0]?.quorum ?? "")}
            maxLength={1}
            optional
          />
          <TextField
            name="demands.second.within"
            label="They are asked for"
            hint="5m to 24h; an hour if it is left empty."
            initial={lengthText(demands.second?.within ?? null)}
            maxLength={8}
            optional
          />
          <TextField
            name="demands.second.newcomers"
            label="Not whom the person let in within"
            hint="An hour if it is left empty; allowed: anybody counts."
            initial={demands.second?.newcomers === 0 ? "allowed" : lengthText(demands.second?.newcomers ?? null)}
            maxLength={8}
            optional
          />
          <CheckboxField
            name="demands.alarm"
            label="Owners and administrators are told at once"
            initial={demands.alarm}
          />
          <TextField
            name="demands.scopes"
            label="These scopes at most"
            hint="Others that were asked for are left out."
            initial={demands.scopes?.join(" ") ?? ""}
            optional
          />
          <TextField
            name="demands.access_token"
            label="Longest life of an access token"
            hint={LENGTH}
            initial={lengthText(demands.access_token)}
            maxLength={8}
            optional
          />
          <TextField
            name="demands.refresh_token"
            label="Longest life of the login"
            hint={`${LENGTH} Then it has to be approved anew.`}
            initial={lengthText(demands.refresh_token)}
            maxLength={8}
            optional
          />
          {outcome === "permit" ? (
            <TextField
              name="demands.stand"
              label="An approval stands for"
              hint={`${LENGTH} For the same machine, terminal, program and scope no touch is asked again.`}
              initial={lengthText(demands.stand)}
              maxLength={8}
              optional
            />
          ) : null}
        </>
      )}
      <TextField
        name="says"
        label="What the person reads"
        hint="Where it says no, or asks."
        initial={card.says ?? ""}
        maxLength={300}
        optional
      />
    </fieldset>
  );
}
