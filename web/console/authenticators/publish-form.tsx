import type { AuthenticatorPolicy } from "@nearside/shared/api/console/authenticator-policy.ts";
import {
  authenticatorsApi,
  type PreviewAnswer,
  publishPolicySchema,
} from "@nearside/shared/api/console/authenticators.ts";
import { authenticatorTexts } from "../../texts/console/authenticators.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { CheckboxField, TextField } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import { PolicyRules } from "./policy-rules.tsx";

const texts = authenticatorTexts.publish;

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
    says: ({ version }) => ({ says: texts.done(version) }),
  });
  const sent = "order" in publish.state ? publish.state.order.change : undefined;
  const ends = sent?.ends_unfit === true && unfit.passkeys > 0;
  return (
    <>
      <Form
        schema={publishPolicySchema}
        changeOf={({ note, ends_unfit }) => ({ policy, note, ends_unfit: ends_unfit ?? false, after })}
        draft={FORM}
        send={texts.send}
        problems={publish.fields}
        onSend={(change) => publish.begin({ to: authenticatorsApi.publishPolicy, change })}
      >
        <TextField name="note" label={texts.reason} hint={texts.reasonHint} maxLength={500} />
        <CheckboxField name="ends_unfit" label={texts.endsUnfit} hint={texts.endsUnfitHint} />
      </Form>
      <ConfirmChange
        change={publish}
        title={ends ? texts.confirmEnding.title : texts.confirm.title}
        verb={ends ? texts.confirmEnding.verb : texts.confirm.verb}
        tone={ends ? "alert" : "near"}
        {...(ends ? { typed: String(unfit.passkeys) } : {})}
      >
        <PolicyRules policy={policy} />
        <p>
          {ends
            ? texts.confirmEnding.says({
                passkeys: unfit.passkeys,
                people: unfit.people,
                leftWithout: unfit.left_without,
              })
            : texts.confirm.says}
        </p>
      </ConfirmChange>
    </>
  );
}
