import type { AuthenticatorPolicy } from "@nearside/shared/api/console/authenticator-policy.ts";
import { authenticatorsApi, type PreviewAnswer } from "@nearside/shared/api/console/authenticators.ts";
import { useState } from "react";
import { authenticatorTexts } from "../../texts/console/authenticators.tsx";
import { Button } from "../../ui/button.tsx";
import { useAsk } from "../data/use-ask.ts";
import { useMay } from "../session/use-session.ts";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { PolicyRules } from "./policy-rules.tsx";
import { PublishForm } from "./publish-form.tsx";
import { UnfitTable } from "./unfit-table.tsx";

const texts = authenticatorTexts.preview;

type After = { readonly name: string; readonly credential_id: string } | null;

/** Shows who would be refused by a policy, and publishes it from there. @param after the version that it was made from */
export function PolicyTrial({ policy, after: version }: { policy: AuthenticatorPolicy; after: number }) {
  const [after, setAfter] = useState<After>(null);
  const reading = useAsk(authenticatorsApi.previewPolicy, { policy, after });
  return (
    <Panel title={texts.title}>
      <PolicyRules policy={policy} />
      <Reading reading={reading} what={texts.what}>
        {(trial) => (
          <>
            <Counts trial={trial} />
            {trial.rows.length === 0 ? null : <UnfitTable rows={trial.rows} />}
            <div className="form-end">
              {after === null ? null : (
                <Button kind="plain" small onPress={() => setAfter(null)}>
                  {texts.first}
                </Button>
              )}
              {trial.more ? (
                <Button kind="plain" small onPress={() => setAfter(lastOf(trial))}>
                  {texts.next}
                </Button>
              ) : null}
            </div>
            <Publish policy={policy} after={version} trial={trial} />
          </>
        )}
      </Reading>
    </Panel>
  );
}

/** Lets only an owner publish a policy that fits no owner, because after it no person may be able to sign in. */
function Publish(props: { policy: AuthenticatorPolicy; after: number; trial: PreviewAnswer }) {
  const mayPublish = useMay()("roles.manage");
  if (props.trial.fits_an_owner) return <PublishForm {...props} />;
  return (
    <>
      <Notice tone="alert" title={texts.fitsNoOwner.title}>
        <p>
          {texts.fitsNoOwner.says} {mayPublish ? null : texts.fitsNoOwner.onlyOwners}
        </p>
      </Notice>
      {mayPublish ? <PublishForm {...props} /> : null}
    </>
  );
}

function Counts({ trial: { passkeys, unfit, reasons } }: { trial: PreviewAnswer }) {
  const { people, machines, left_without: leftWithout } = unfit;
  if (unfit.passkeys === 0) return <p role="status">{texts.allFit(passkeys)}</p>;
  return (
    <Notice tone={leftWithout > 0 ? "alert" : "wait"} title={texts.unfit({ unfit: unfit.passkeys, passkeys })}>
      <p>{texts.whose({ people, machines, leftWithout })}</p>
      <ul>
        {reasons.map(({ reason, passkeys: count }) => (
          <li key={reason}>{texts.reason({ reason: authenticatorTexts.unfit[reason], count })}</li>
        ))}
      </ul>
    </Notice>
  );
}

function lastOf({ rows }: PreviewAnswer): After {
  const last = rows.at(-1);
  return last === undefined ? null : { name: last.user.name, credential_id: last.credential_id };
}
