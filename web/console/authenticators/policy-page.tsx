import type { AuthenticatorPolicy } from "@nearside/shared/api/console/authenticator-policy.ts";
import { type AuthenticatorsState, authenticatorsApi } from "@nearside/shared/api/console/authenticators.ts";
import { useState } from "react";
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

/**
 * Shows which authenticators are accepted, and edits a new version of the policy, which is tried before it is
 * published.
 */
export function PolicyPage() {
  const reading = useRead(authenticatorsApi.state);
  return (
    <Page
      title="Authenticator policy"
      crumbs={[{ title: "Authenticators", href: "/console/authenticators" }]}
      lead="Which authenticators are taken when a machine is enrolled."
    >
      <AuthenticatorTabs />
      <Reading reading={reading} what="the policy">
        {(state) => (
          <>
            <InForce state={state} />
            <NewVersion key={state.policy.version} state={state} />
          </>
        )}
      </Reading>
    </Page>
  );
}

function InForce({ state: { policy, accepts_synced } }: { state: AuthenticatorsState }) {
  return (
    <Panel title={policy.version === 0 ? "In force: no policy yet" : `In force: version ${policy.version}`}>
      <PolicyRules policy={policy.policy} />
      {accepts_synced || policy.policy.device_bound_only ? null : (
        <p>
          Passkeys that can be copied to other devices are refused by the server's configuration
          (policy.acceptSyncedPasskeys).
        </p>
      )}
      {policy.version === 0 ? null : (
        <Details>
          <Detail name="Published">
            <Moment at={policy.created_at} /> by{" "}
            {policy.by === null ? "the server's own shell" : <Named text={policy.by} />}
          </Detail>
          <Detail name="Because">{policy.note === null ? "not said" : <Named text={policy.note} />}</Detail>
          <Detail name="What is enrolled">
            {policy.ends_unfit
              ? policy.ended_at === null
                ? "what does not fit is being ended"
                : "what did not fit was ended"
              : "goes on, whether it fits or not"}
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
      <Panel title="A new version">
        {state.metadata.taken === null ? (
          <Notice tone="wait" title="Without metadata no make is proven">
            <p>“Only a proven make” and certification would shut out everybody, and a model's number can be claimed.</p>
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
