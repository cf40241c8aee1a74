import type { AuthenticatorPolicy } from "@nearside/shared/api/console/authenticator-policy.ts";
import { authenticatorsApi, type PreviewAnswer } from "@nearside/shared/api/console/authenticators.ts";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { useAsk } from "../data/use-ask.ts";
import { useMay } from "../session/use-session.ts";
import { countOf } from "../ui/count-of.ts";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { UNFIT_WORDS } from "./authenticator-words.ts";
import { PolicyRules } from "./policy-rules.tsx";
import { PublishForm } from "./publish-form.tsx";
import { UnfitTable } from "./unfit-table.tsx";

type After = { readonly name: string; readonly credential_id: string } | null;

/** Shows whom a policy would shut out, and publishes it from there. @param after the version that it was made from */
export function PolicyTrial({ policy, after: version }: { policy: AuthenticatorPolicy; after: number }) {
  const [after, setAfter] = useState<After>(null);
  const reading = useAsk(authenticatorsApi.previewPolicy, { policy, after });
  return (
    <Panel title="Whom it would shut out">
      <PolicyRules policy={policy} />
      <Reading reading={reading} what="whom it would shut out">
        {(trial) => (
          <>
            <Counts trial={trial} />
            {trial.rows.length === 0 ? null : <UnfitTable rows={trial.rows} />}
            <div className="form-end">
              {after === null ? null : (
                <Button kind="plain" small onPress={() => setAfter(null)}>
                  Back to the first ones
                </Button>
              )}
              {trial.more ? (
                <Button kind="plain" small onPress={() => setAfter(lastOf(trial))}>
                  Show the next ones
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
      <Notice tone="alert" title="No passkey that an owner has in force fits it">
        <p>
          It may let nobody in any more. Break-glass codes and tickets of the server's own shell are not judged by it.
          {mayPublish ? null : " Only an owner publishes it: ask one, or change it above."}
        </p>
      </Notice>
      {mayPublish ? <PublishForm {...props} /> : null}
    </>
  );
}

function Counts({ trial: { passkeys, unfit, reasons } }: { trial: PreviewAnswer }) {
  if (unfit.passkeys === 0) return <p role="status">Nobody: each of {countOf(passkeys, "passkey")} in use fits.</p>;
  return (
    <Notice
      tone={unfit.left_without > 0 ? "alert" : "wait"}
      title={`${countOf(unfit.passkeys, "passkey does", "passkeys do")} not fit, of ${passkeys.toLocaleString("en")}`}
    >
      <p>
        They belong to {countOf(unfit.people, "person", "people")} on {countOf(unfit.machines, "machine")}.{" "}
        {unfit.left_without === 0
          ? "Each of them has another one that fits."
          : `${countOf(unfit.left_without, "person has", "people have")} no other: ended, they could approve nothing.`}
      </p>
      <ul>
        {reasons.map(({ reason, passkeys: count }) => (
          <li key={reason}>
            {UNFIT_WORDS[reason]}: {count.toLocaleString("en")}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function lastOf({ rows }: PreviewAnswer): After {
  const last = rows.at(-1);
  return last === undefined ? null : { name: last.user.name, credential_id: last.credential_id };
}
