import {
  type AuthenticatorsState,
  authenticatorsApi,
  metadataSourceSchema,
  type refreshAnswerSchema,
} from "@nearside/shared/api/console/authenticators.ts";
import type * as v from "valibot";
import { Button } from "../../ui/button.tsx";
import { Exact } from "../../ui/quoted.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useRead } from "../data/use-read.ts";
import { TextField } from "../form/fields.tsx";
import { Page } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { AuthenticatorTabs } from "./authenticator-tabs.tsx";
import { MetadataNotice } from "./metadata-notice.tsx";

const SET_BY: Readonly<Record<AuthenticatorsState["metadata"]["set_by"], string>> = {
  configuration: "the server's configuration (metadata.source)",
  console: "an administrator, here",
  nobody: "nobody yet",
};
const OUTCOMES: Readonly<Record<v.InferOutput<typeof refreshAnswerSchema>["state"], string>> = {
  taken: "Newer metadata was taken.",
  unchanged: "The metadata is the newest that there is.",
  failed: "The metadata could not be renewed.",
  none: "There is no source to ask.",
};

/** Shows who vouches for the models of authenticators, how old their word is, and where it comes from. */
export function MetadataPage() {
  const reading = useRead(authenticatorsApi.state, { everySeconds: 30 });
  return (
    <Page
      title="Metadata"
      crumbs={[{ title: "Authenticators", href: "/console/authenticators" }]}
      lead="What the FIDO Alliance, or your own organisation, publishes of authenticators: who makes them, how they prove it, and which ones were found broken."
    >
      <AuthenticatorTabs />
      <Reading reading={reading} what="the metadata">
        {(state) => (
          <>
            <MetadataNotice state={state} />
            <Standing state={state} />
            <Source state={state} />
          </>
        )}
      </Reading>
    </Page>
  );
}

function Standing({ state: { metadata } }: { state: AuthenticatorsState }) {
  const mayChange = useMay()("authenticators.manage");
  const refresh = useChange<typeof authenticatorsApi.refreshMetadata>({
    stale: [authenticatorsApi.list],
    says: ({ state, problem }) => ({ says: `${OUTCOMES[state]} ${problem ?? ""}`.trim() }),
  });
  const { taken } = metadata;
  return (
    <Panel
      title="How it stands"
      actions={
        mayChange && metadata.source !== null ? (
          <Button
            kind="plain"
            small
            onPress={() => refresh.begin({ to: authenticatorsApi.refreshMetadata, change: {} }, true)}
          >
            Ask for it now
          </Button>
        ) : null
      }
    >
      <Details>
        <Detail name="Taken">{taken === null ? "nothing yet" : <Moment at={taken.taken_at} />}</Detail>
        <Detail name="Number">{taken === null ? "none" : taken.no}</Detail>
        <Detail name="Newer one due">{taken === null ? "unknown" : <Moment at={taken.next_update} />}</Detail>
        <Detail name="Models">{taken === null ? 0 : taken.models}</Detail>
        <Detail name="Signed under">
          {metadata.own_roots ? "your organisation's own roots (metadata.roots)" : "the FIDO Alliance's roots"}
        </Detail>
        <Detail name="Last asked">
          <Moment at={metadata.tried_at} />
        </Detail>
        <Detail name="Last answered well">
          <Moment at={metadata.succeeded_at} />
        </Detail>
      </Details>
      <ConfirmChange change={refresh} title="Ask for the metadata now?" verb="Ask" />
    </Panel>
  );
}

function Source({ state: { metadata } }: { state: AuthenticatorsState }) {
  const mayChange = useMay()("authenticators.manage");
  const isOurs = metadata.set_by !== "configuration";
  return (
    <Panel title="Where it comes from">
      <Details>
        <Detail name="Source">{metadata.source === null ? "nowhere" : <Exact text={metadata.source} />}</Detail>
        <Detail name="Set by">{SET_BY[metadata.set_by]}</Detail>
      </Details>
      {mayChange && isOurs ? (
        <ChangeForm
          to={authenticatorsApi.setMetadataSource}
          schema={metadataSourceSchema}
          draft="authenticators.metadata"
          send="Set the source"
          title="Set where metadata comes from?"
          confirm={{
            verb: "Set",
            says: (
              <p>
                The server asks that address at least once a day. What it gives is taken only if its signature leads to
                the roots above and its number is not lower than any that was taken before. Without a source, what was
                taken is given up, and broken models are not known any more.
              </p>
            ),
          }}
          stale={[authenticatorsApi.list]}
          says={(_answer, { address }) => ({
            says: address === "" ? "No metadata is used any more." : "The source was set. It is asked within seconds.",
          })}
        >
          <TextField
            name="address"
            label="Address"
            type="url"
            initial={metadata.source ?? ""}
            hint="The FIDO Alliance's is https://mds3.fidoalliance.org/. Empty: no metadata, and every make is claimed. A file can be named in the server's configuration only."
            optional
          />
        </ChangeForm>
      ) : null}
    </Panel>
  );
}
