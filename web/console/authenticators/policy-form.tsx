import {
  type AuthenticatorPolicy,
  authenticatorPolicySchema,
} from "@nearside/shared/api/console/authenticator-policy.ts";
import { ATTESTATION_FORMATS, CERTIFICATION_LEVELS, LEVEL_WORDS } from "@nearside/shared/passkey/authenticator.ts";
import { choicesOf } from "../form/choices.ts";
import { CheckboxField, ChoicesField, SelectField, TextArea } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import { FORMAT_WORDS } from "./authenticator-words.ts";
import { linesOf, policyOf } from "./policy-values.ts";

const LEVELS = CERTIFICATION_LEVELS.map((value) => ({ value, title: `${LEVEL_WORDS[value]} or more` }));
const FORMATS = choicesOf(ATTESTATION_FORMATS, FORMAT_WORDS);

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
      send="Show whom it would shut out"
      onSend={onTry}
    >
      <CheckboxField
        name="attested_only"
        label="Only a proven make"
        hint="The authenticator must attest, by certificates that the metadata lists for its model."
        initial={initial.attested_only}
      />
      <SelectField
        name="minimum_certification"
        label="Certified by FIDO"
        none="Whatever"
        choices={LEVELS}
        hint="Implies a proven make."
        optional
        {...(initial.minimum_certification === null ? {} : { initial: initial.minimum_certification })}
      />
      <CheckboxField
        name="device_bound_only"
        label="Only passkeys that stay on their device"
        hint="None that can be copied, such as those of a password manager."
        initial={initial.device_bound_only}
      />
      <TextArea
        name="allow"
        label="Only these models"
        hint="AAGUIDs, one a line. Empty: any model."
        initial={linesOf(initial.allow)}
        isCode
        optional
      />
      <TextArea
        name="deny"
        label="Not these models"
        hint="AAGUIDs, one a line. Without a proven make, an authenticator may claim to be another."
        initial={linesOf(initial.deny)}
        isCode
        optional
      />
      <ChoicesField
        name="formats"
        label="Only these attestation formats"
        hint="None ticked: any."
        choices={FORMATS}
        initial={initial.formats ?? []}
      />
    </Form>
  );
}
