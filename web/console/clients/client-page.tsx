import { type ClientAnswer, clientsApi } from "@nearside/shared/api/console/clients.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { ClientAllowance } from "./client-allowance.tsx";
import { BY_WORDS, ClientStanding, KIND_WORDS } from "./client-words.tsx";
import { ReplaceKeys } from "./replace-keys.tsx";

/** GET /api/console/clients/:id. */
export function ClientPage({ params }: { params: PageParams }) {
  const id = params["client"] ?? "";
  const reading = useRead(at(clientsApi.view, id));
  return (
    <Page title="A client" name={reading.data?.client.name} crumbs={[{ title: "Clients", href: "/console/clients" }]}>
      <Reading reading={reading} what="the client">
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
      <Panel title="What it is">
        <Details>
          <Detail name="Kind">{KIND_WORDS[client.kind]}</Detail>
          <Detail name="Standing">
            <ClientStanding client={client} />
          </Detail>
          <Detail name="Id">
            <Exact text={client.id} />
          </Detail>
          <Detail name="Registered">
            {client.source === "built_in" ? (
              "built in: every server knows it, unless its configuration file names others"
            ) : client.by === null ? (
              "in the configuration file"
            ) : (
              <>
                <Moment at={client.registered_at} /> {BY_WORDS[client.by]}
              </>
            )}
          </Detail>
          <Detail name={client.kind === "command_line" ? "Its tokens go to" : "It answers for"}>
            <Texts texts={client.resources} none="this server only" />
          </Detail>
          {client.kind === "command_line" ? (
            <>
              <Detail name="May ask for">
                <Texts texts={client.scopes} none="nothing" />
              </Detail>
              <Detail name="Types of details">
                {detail_types === null ? "any" : <Texts texts={detail_types} none="none" />}
              </Detail>
              <Detail name="Sends back to">
                <Texts texts={redirect_uris} none="nowhere" />
              </Detail>
              {executables === null ? null : (
                <Detail name="Logs in by a redirect">
                  <Texts texts={executables} none="whatever program waits there" />
                </Detail>
              )}
              <Detail name="A token lasts">
                {answer.access_token_seconds === null ? "" : spanInWords(answer.access_token_seconds)}
              </Detail>
              <Detail name="A login lasts">
                {answer.refresh_token_seconds === null ? "" : spanInWords(answer.refresh_token_seconds)}
              </Detail>
              <Detail name="People logged in by it">{logins}</Detail>
            </>
          ) : (
            <>
              <Detail name="Keys">
                <Texts texts={keys} none="none" />
              </Detail>
              <Detail name="May act at">
                <Texts texts={exchange.resources} none="no other API" />
              </Detail>
              {exchange.resources.length === 0 ? null : (
                <Detail name="There it may ask for">
                  <Texts texts={exchange.scopes} none="no scope" />
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

function Texts({ texts, none }: { texts: readonly string[]; none: string }) {
  if (texts.length === 0) return none;
  return (
    <ul className="plain-list">
      {texts.map((text) => (
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
  const name = makeVisible(client.name);
  const mayVouch = client.kind === "command_line" && !client.verified && client.source !== "described";
  const verify = useChange({ stale: STALE, says: () => ({ says: `${name} is verified.` }) });
  const strike = useChange({ stale: STALE, says: () => ({ says: `${name} is struck off.` }) });
  return (
    <Panel title="Change it">
      <p>
        {mayVouch
          ? "Approvals show its name as not verified until somebody here vouches for it."
          : "Whatever is struck off is refused from that moment on, and its id never comes back."}
      </p>
      <div className="panel-actions">
        {mayVouch ? (
          <Button kind="near" onPress={() => verify.begin({ to: at(clientsApi.verify, client.id), change: {} })}>
            Vouch for its name
          </Button>
        ) : null}
        <Button kind="plain" onPress={() => strike.begin({ to: at(clientsApi.strikeOff, client.id), change: {} })}>
          Strike it off
        </Button>
      </div>
      <ConfirmChange change={verify} title={`Vouch for the name ${name}?`} verb="Vouch for it">
        <p>
          Every approval shows people that this program is what it is called. No other program may have a name like it.
        </p>
      </ConfirmChange>
      <ConfirmChange change={strike} title={`Strike ${name} off?`} verb="Strike it off" tone="alert" typed={name}>
        <p>
          {client.kind === "command_line"
            ? `It gets no login, no token and no refresh any more. ${logins === 1 ? "One person has" : `${logins} people have`} a login by it now, which ends. This cannot be taken back.`
            : "It may ask this server nothing any more, and what it does in people's names ends. This cannot be taken back."}
        </p>
      </ConfirmChange>
    </Panel>
  );
}
