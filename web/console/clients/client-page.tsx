import { type ClientAnswer, clientsApi } from "@nearside/shared/api/console/clients.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { clientTexts } from "../../texts/console/clients.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { DangerousAction, DangerPanel } from "../change/danger-panel.tsx";
import { useChange } from "../change/use-change.ts";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { ClientAllowance } from "./client-allowance.tsx";
import { ClientBadge } from "./client-badge.tsx";
import { ReplaceKeys } from "./replace-keys.tsx";

const texts = clientTexts.page;

/** GET /api/console/clients/:id. */
export function ClientPage({ params }: { params: PageParams }) {
  const id = params["client"] ?? "";
  const reading = useRead(at(clientsApi.view, id));
  return (
    <Page
      title={texts.title}
      name={reading.data?.client.name}
      crumbs={[{ title: clientTexts.section, href: "/console/clients" }]}
    >
      <Reading reading={reading} what={texts.what}>
        {(answer) => <Shown {...answer} />}
      </Reading>
    </Page>
  );
}

function Shown(answer: ClientAnswer) {
  const { client, redirect_uris, executables, detail_types, keys, exchange, logins, allowed } = answer;
  const mayManage = useMay()("clients.manage");
  return (
    <>
      <Panel title={texts.facts}>
        <Details>
          <Detail name={texts.kind}>{clientTexts.kinds[client.kind]}</Detail>
          <Detail name={texts.state}>
            <ClientBadge client={client} />
          </Detail>
          <Detail name={texts.id}>
            <Exact text={client.id} />
          </Detail>
          <Detail name={texts.registered}>
            {client.source === "built_in"
              ? texts.builtIn
              : client.by === null
                ? texts.inFile
                : texts.registeredBy({
                    moment: <Moment at={client.registered_at} />,
                    way: clientTexts.ways[client.by],
                  })}
          </Detail>
          <Detail name={client.kind === "command_line" ? texts.tokensFor : texts.answersFor}>
            <Listed items={client.resources} none={texts.thisServer} />
          </Detail>
          {client.kind === "command_line" ? (
            <>
              <Detail name={texts.scopes}>
                <Listed items={client.scopes} none={texts.noScopes} />
              </Detail>
              <Detail name={texts.detailTypes}>
                {detail_types === null ? texts.anyDetails : <Listed items={detail_types} none={texts.noDetails} />}
              </Detail>
              <Detail name={texts.redirects}>
                <Listed items={redirect_uris} none={texts.noRedirects} />
              </Detail>
              {executables === null ? null : (
                <Detail name={texts.executables}>
                  <Listed items={executables} none={texts.anyExecutable} />
                </Detail>
              )}
              <Detail name={texts.tokenLife}>
                {answer.access_token_seconds === null ? "" : spanInWords(answer.access_token_seconds)}
              </Detail>
              <Detail name={texts.loginLife}>
                {answer.refresh_token_seconds === null ? "" : spanInWords(answer.refresh_token_seconds)}
              </Detail>
              <Detail name={texts.logins}>{logins}</Detail>
            </>
          ) : (
            <>
              <Detail name={texts.keys}>
                <Listed items={keys} none={texts.noKeys} />
              </Detail>
              <Detail name={texts.exchange}>
                <Listed items={exchange.resources} none={texts.noExchange} />
              </Detail>
              {exchange.resources.length === 0 ? null : (
                <Detail name={texts.exchangeScopes}>
                  <Listed items={exchange.scopes} none={texts.noExchangeScopes} />
                </Detail>
              )}
            </>
          )}
        </Details>
      </Panel>
      {allowed === null ? null : <ClientAllowance client={client} allowed={allowed} />}
      {!mayManage || !IS_MANAGED[client.source] || client.state === "revoked" ? null : (
        <>
          {client.kind === "resource_server" ? <ReplaceKeys client={client} /> : null}
          <Manage answer={answer} />
        </>
      )}
    </>
  );
}

function Listed({ items, none }: { items: readonly string[]; none: string }) {
  if (items.length === 0) return none;
  return (
    <ul className="plain-list">
      {items.map((text) => (
        <li key={text}>
          <Exact text={text} />
        </li>
      ))}
    </ul>
  );
}

const STALE = [clientsApi.list];
const IS_MANAGED = { built_in: false, described: true, file: false, registered: true } as const;

function Manage({ answer: { client, logins } }: { answer: ClientAnswer }) {
  const { manage } = clientTexts;
  const name = makeVisible(client.name);
  const mayVerify = client.kind === "command_line" && !client.verified && client.source !== "described";
  const verify = useChange({ stale: STALE, says: () => ({ says: manage.confirmVerify.done(name) }) });
  const remove = useChange({ stale: STALE, says: () => ({ says: manage.confirmRemove.done(name) }) });
  const ends = client.kind === "command_line" ? manage.confirmRemove.commandLine(logins) : manage.confirmRemove.api;
  return (
    <>
      {mayVerify ? (
        <Panel title={manage.title}>
          <p>{manage.unverified}</p>
          <div className="panel-actions">
            <Button
              kind="near"
              small
              onPress={() => verify.begin({ to: at(clientsApi.verify, client.id), change: {} })}
            >
              {manage.verify}
            </Button>
          </div>
        </Panel>
      ) : null}
      <DangerPanel>
        <DangerousAction title={manage.removeTitle} says={ends}>
          <Button kind="danger" onPress={() => remove.begin({ to: at(clientsApi.remove, client.id), change: {} })}>
            {manage.remove}
          </Button>
        </DangerousAction>
      </DangerPanel>
      <ConfirmChange change={verify} title={manage.confirmVerify.title(name)} verb={manage.confirmVerify.verb}>
        <p>{manage.confirmVerify.says}</p>
      </ConfirmChange>
      <ConfirmChange
        change={remove}
        title={manage.confirmRemove.title(name)}
        verb={manage.confirmRemove.verb}
        tone="alert"
        typed={name}
      >
        <p>{ends}</p>
      </ConfirmChange>
    </>
  );
}
