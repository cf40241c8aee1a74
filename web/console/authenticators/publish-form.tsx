import type { AuthenticatorPolicy } from "@nearside/shared/api/console/authenticator-policy.ts";
import {
  authenticatorsApi,
  type PreviewAnswer,
  publishPolicySchema,
} from "@nearside/shared/api/console/authenticators.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { CheckboxField, TextField } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import { countOf } from "../ui/count-of.ts";
import { PolicyRules } from "./policy-rules.tsx";

const FORM = "authenticators.publish";

/** Publishes a policy that was tried. */
export function PublishForm({
  policy,
  after,
  trial: { unfit },
}: {
  policy: AuthenticatorPolicy;
  after: number;
  trial: PreviewAnswer;
}) {
  const publish = useChange<typeof authenticatorsApi.publishPolicy>({
    stale: [authenticatorsApi.list],
    form: FORM,
    says: ({ version }) => ({ says: `Version ${version} of the policy is in force.` }),
  });
  const sent = "order" in publish.state ? publish.state.order.change : undefined;
  const ends = sent?.ends_unfit === true && unfit.passkeys > 0;
  return (
    <>
      <Form
        schema={publishPolicySchema}
        changeOf={({ note, ends_unfit }) => ({ policy, note, ends_unfit: ends_unfit ?? false, after })}
        draft={FORM}
        send="Publish it"
        problems={publish.fields}
        onSend={(change) => publish.begin({ to: authenticatorsApi.publishPolicy, change })}
      >
        <TextField name="note" label="Why" hint="It stands in the history and the security log." maxLength={500} />
        <CheckboxField
          name="ends_unfit"
          label="End the passkeys that do not fit, too"
          hint="Otherwise they go on, and only new ones are asked. What is ended cannot be brought back: its person enrols anew."
        />
      </Form>
      <ConfirmChange
        change={publish}
        title={ends ? "Publish this policy and end what does not fit?" : "Publish this authenticator policy?"}
        verb={ends ? "Publish and end" : "Publish"}
        tone={ends ? "alert" : "near"}
        {...(ends ? { typed: String(unfit.passkeys) } : {})}
      >
        <PolicyRules policy={policy} />
        {ends ? (
          <p>
            {countOf(unfit.passkeys, "passkey")} of {countOf(unfit.people, "person", "people")} will be ended for good,
            with the logins that rest on them. {countOf(unfit.left_without, "person", "people")} will have none left.
            Type the number of passkeys to show that you mean it.
          </p>
        ) : (
          <p>From now on it is asked of every new passkey. What is enrolled goes on.</p>
        )}
      </ConfirmChange>
    </>
  );
}
