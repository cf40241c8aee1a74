import {
  type AuthenticatorPolicy,
  authenticatorPolicySchema,
} from "@nearside/shared/api/console/authenticator-policy.ts";
import { ATTESTATION_FORMATS, CERTIFICATION_LEVELS, LEVEL_WORDS } from "@nearside/shared/passkey/authenticator.ts";
import { authenticatorTexts } from "../../texts/console/authenticators.tsx";
import { choicesOf } from "../form/choices.ts";
import { CheckboxField, ChoicesField, SelectField, TextArea } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import { linesOf, policyOf } from "./policy-values.ts";

const texts = authenticatorTexts.form;

const LEVELS = CERTIFICATION_LEVELS.map((value) => ({ value, title: texts.levelOrMore(LEVEL_WORDS[value]) }));
const FORMATS = choicesOf(ATTESTATION_FORMATS, authenticatorTexts.formats);

/** Edits what a policy demands. Sending it publishes nothing: the policy is tried first. */
export function PolicyForm({
  initial,
  onTry,
}: {
  initial: AuthenticatorPolicy;
  onTry: (policy: AuthenticatorPolicy) => void;
}) {
  return (
    <Form
      schema={authenticatorPolicySchema}
      changeOf={policyOf}
      draft="authenticators.policy"
      send={texts.send}
      onSend={onTry}
    >
      <CheckboxField
        name="attested_only"
        label={texts.attestedOnly}
        hint={texts.attestedOnlyHint}
        initial={initial.attested_only}
      />
      <SelectField
        name="minimum_certification"
        label={texts.certification}
        none={texts.anyCertification}
        choices={LEVELS}
        hint={texts.certificationHint}
        optional
        {...(initial.minimum_certification === null ? {} : { initial: initial.minimum_certification })}
      />
      <CheckboxField
        name="device_bound_only"
        label={texts.deviceBoundOnly}
        hint={texts.deviceBoundOnlyHint}
        initial={initial.device_bound_only}
      />
      <TextArea
        name="allow"
        label={texts.allow}
        hint={texts.allowHint}
        initial={linesOf(initial.allow)}
        isCode
        optional
      />
      <TextArea name="deny" label={texts.deny} hint={texts.denyHint} initial={linesOf(initial.deny)} isCode optional />
      <ChoicesField
        name="formats"
        label={texts.formats}
        hint={texts.formatsHint}
        choices={FORMATS}
        initial={initial.formats ?? []}
      />
    </Form>
  );
}
