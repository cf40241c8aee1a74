import { type ClientRow, clientsApi } from "@nearside/shared/api/console/clients.ts";
import { Link } from "wouter";
import { clientTexts } from "../../texts/console/clients.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact, Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { choicesOf } from "../form/choices.ts";
import { Page } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { ClientBadge } from "./client-badge.tsx";

const texts = clientTexts.list;

const COLUMNS: readonly Column<ClientRow>[] = [
  { id: "name", title: texts.name, sort: "name", cell: ({ name }) => <Named text={name} /> },
  { id: "kind", title: texts.kind, cell: ({ kind }) => clientTexts.kinds[kind] },
  { id: "standing", title: texts.state, cell: (client) => <ClientBadge client={client} /> },
  {
    id: "may",
    title: texts.scopes,
    cell: ({ scopes }) => (scopes.length === 0 ? texts.noScopes : <Exact text={scopes.join(" ")} />),
    onlyWide: true,
  },
  {
    id: "registered_at",
    title: texts.registered,
    sort: "created_at",
    cell: ({ registered_at }) => <Moment at={registered_at} />,
  },
  { id: "by", title: texts.way, cell: ({ by }) => (by === null ? "" : clientTexts.ways[by]), onlyWide: true },
];

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "kind",
    title: texts.kind,
    choices: choicesOf(["command_line", "resource_server"], clientTexts.kindsInPlural),
  },
  {
    kind: "choice",
    name: "state",
    title: texts.state,
    choices: [
      { value: "active", title: clientTexts.states.active },
      { value: "revoked", title: clientTexts.states.revoked },
    ],
  },
];

/** GET /api/console/clients. Lists the registered programs, then the built-in ones and those of the configuration. */
export function ClientsPage() {
  const mayManage = useMay()("clients.manage");
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        mayManage ? (
          <>
            <LinkButton href="/console/clients/ticket" kind="plain">
              {texts.makeTicket}
            </LinkButton>
            <LinkButton href="/console/clients/new">{texts.register}</LinkButton>
          </>
        ) : undefined
      }
    >
      <DataTable
        what={texts.what}
        list={clientsApi.list}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ name }) => makeVisible(name)}
        hrefOf={({ id }) => `/console/clients/${encodeURIComponent(id)}`}
        search={texts.search}
        filters={FILTERS}
        empty={{
          ...texts.empty,
          action: mayManage ? <LinkButton href="/console/clients/new">{texts.register}</LinkButton> : null,
        }}
      />
      <ConfiguredClients />
    </Page>
  );
}

function ConfiguredClients() {
  const reading = useRead(clientsApi.configured);
  return (
    <Panel title={texts.configured.title}>
      <Reading reading={reading} what={texts.configured.what}>
        {({ clients }) =>
          clients.length === 0 ? (
            <p>{texts.configured.none}</p>
          ) : (
            <ul>
              {clients.map(({ id, name, kind, source }) => (
                <li key={id}>
                  {texts.configured[source === "built_in" ? "builtIn" : "inFile"]({
                    link: (
                      <Link href={`/console/clients/${encodeURIComponent(id)}`}>
                        <Named text={name} />
                      </Link>
                    ),
                    kind: clientTexts.kinds[kind],
                    id: <Exact text={id} />,
                  })}
                </li>
              ))}
            </ul>
          )
        }
      </Reading>
    </Panel>
  );
}
