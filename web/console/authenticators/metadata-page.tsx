import {
  type AuthenticatorsState,
  authenticatorsApi,
  metadataSourceSchema,
} from "@nearside/shared/api/console/authenticators.ts";
import { authenticatorTexts } from "../../texts/console/authenticators.tsx";
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

const texts = authenticatorTexts.metadata;

/** Shows who vouches for the models of authenticators, how old their statement is, and where it comes from. */
export function MetadataPage() {
  const reading = useRead(authenticatorsApi.state, { everySeconds: 30 });
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
  const words = texts.state;
  const mayChange = useMay()("authenticators.manage");
  const refresh = useChange<typeof authenticatorsApi.refreshMetadata>({
    stale: [authenticatorsApi.list],
    says: ({ state, problem }) => ({ says: `${words.outcomes[state]} ${problem ?? ""}`.trim() }),
  });
  const { taken } = metadata;
  return (
    <Panel
      title={words.title}
      actions={
        mayChange && metadata.source !== null ? (
          <Button
            kind="plain"
            small
            onPress={() => refresh.begin({ to: authenticatorsApi.refreshMetadata, change: {} }, true)}
          >
            {words.refresh}
          </Button>
        ) : null
      }
    >
      <Details>
        <Detail name={words.loaded}>{taken === null ? words.notLoaded : <Moment at={taken.taken_at} />}</Detail>
        <Detail name={words.number}>{taken === null ? words.noNumber : taken.no}</Detail>
        <Detail name={words.due}>{taken === null ? words.noDue : <Moment at={taken.next_update} />}</Detail>
        <Detail name={words.models}>{taken === null ? 0 : taken.models}</Detail>
        <Detail name={words.signedUnder}>{metadata.own_roots ? words.ownRoots : words.fidoRoots}</Detail>
        <Detail name={words.lastTried}>
          <Moment at={metadata.tried_at} />
        </Detail>
        <Detail name={words.lastSucceeded}>
          <Moment at={metadata.succeeded_at} />
        </Detail>
      </Details>
      <ConfirmChange change={refresh} {...words.confirm} />
    </Panel>
  );
}

function Source({ state: { metadata } }: { state: AuthenticatorsState }) {
  const words = texts.source;
  const mayChange = useMay()("authenticators.manage");
  const isOurs = metadata.set_by !== "configuration";
  return (
    <Panel title={words.title}>
      <Details>
        <Detail name={words.source}>
          {metadata.source === null ? words.noSource : <Exact text={metadata.source} />}
        </Detail>
        <Detail name={words.setBy}>{words.settledBy[metadata.set_by]}</Detail>
      </Details>
      {mayChange && isOurs ? (
        <ChangeForm
          to={authenticatorsApi.setMetadataSource}
          schema={metadataSourceSchema}
          draft="authenticators.metadata"
          send={words.send}
          title={words.confirm.title}
          confirm={{
            verb: words.confirm.verb,
            says: <p>{words.confirm.says}</p>,
          }}
          stale={[authenticatorsApi.list]}
          says={(_answer, { address }) => ({
            says: address === "" ? words.cleared : words.done,
          })}
        >
          <TextField
            name="address"
            label={words.address}
            type="url"
            initial={metadata.source ?? ""}
            hint={words.hint}
            optional
          />
        </ChangeForm>
      ) : null}
    </Panel>
  );
}
