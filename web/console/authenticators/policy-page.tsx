import type { AuthenticatorPolicy } from "@nearside/shared/api/console/authenticator-policy.ts";
import { type AuthenticatorsState, authenticatorsApi } from "@nearside/shared/api/console/authenticators.ts";
import { useState } from "react";
import { authenticatorTexts } from "../../texts/console/authenticators.tsx";
import { Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { AuthenticatorTabs } from "./authenticator-tabs.tsx";
import { PolicyForm } from "./policy-form.tsx";
import { PolicyRules } from "./policy-rules.tsx";
import { PolicyTrial } from "./policy-trial.tsx";

const texts = authenticatorTexts.policy;

/**
 * Shows which authenticators are accepted, and edits a new version of the policy, which is tried before it is
 * published.
 */
export function PolicyPage() {
  const reading = useRead(authenticatorsApi.state);
  return (
    <Page
      title={texts.title}
      crumbs={[{ title: authenticatorTexts.section, href: "/console/authenticators" }]}
      lead={texts.lead}
    >
      <AuthenticatorTabs />
      <Reading reading={reading} what={texts.what}>
        {(state) => (
          <>
            <Active state={state} />
            <NewVersion key={state.policy.version} state={state} />
          </>
        )}
      </Reading>
    </Page>
  );
}

function Active({ state: { policy, accepts_synced } }: { state: AuthenticatorsState }) {
  return (
    <Panel title={texts.active(policy.version)}>
      <PolicyRules policy={policy.policy} />
      {accepts_synced || policy.policy.device_bound_only ? null : <p>{texts.noSynced}</p>}
      {policy.version === 0 ? null : (
        <Details>
          <Detail name={texts.published}>
            {texts.publishedBy({
              moment: <Moment at={policy.created_at} />,
              by: policy.by === null ? authenticatorTexts.serverShell : <Named text={policy.by} />,
            })}
          </Detail>
          <Detail name={texts.reason}>
            {policy.note === null ? authenticatorTexts.noReason : <Named text={policy.note} />}
          </Detail>
          <Detail name={texts.enrolled}>
            {policy.ends_unfit ? (policy.ended_at === null ? texts.ending : texts.ended) : texts.kept}
          </Detail>
        </Details>
      )}
    </Panel>
  );
}

function NewVersion({ state }: { state: AuthenticatorsState }) {
  const mayChange = useMay()("authenticators.manage");
  const [tried, setTried] = useState<AuthenticatorPolicy>();
  if (!mayChange) return null;
  return (
    <>
      <Panel title={texts.newVersion}>
        {state.metadata.taken === null ? (
          <Notice tone="wait" title={texts.noMetadata.title}>
            <p>{texts.noMetadata.says}</p>
          </Notice>
        ) : null}
        <PolicyForm initial={state.policy.policy} onTry={setTried} />
      </Panel>
      {tried === undefined ? null : (
        <PolicyTrial key={JSON.stringify(tried)} policy={tried} after={state.policy.version} />
      )}
    </>
  );
}
