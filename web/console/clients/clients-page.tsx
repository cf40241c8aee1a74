import { type ClientRow, clientsApi } from "@nearside/shared/api/console/clients.ts";
import { Link } from "wouter";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact, Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { BY_WORDS, ClientStanding, KIND_WORDS } from "./client-words.tsx";

const COLUMNS: readonly Column<ClientRow>[] = [
  { id: "name", title: "Name", sort: "name", cell: ({ name }) => <Named text={name} /> },
  { id: "kind", title: "Kind", cell: ({ kind }) => KIND_WORDS[kind] },
  { id: "standing", title: "Standing", cell: (client) => <ClientStanding client={client} /> },
  {
    id: "may",
    title: "May ask for",
    cell: ({ scopes }) => (scopes.length === 0 ? "nothing" : <Exact text={scopes.join(" ")} />),
    onlyWide: true,
  },
  {
    id: "registered_at",
    title: "Registered",
    sort: "created_at",
    cell: ({ registered_at }) => <Moment at={registered_at} />,
  },
  { id: "by", title: "How", cell: ({ by }) => (by === null ? "" : BY_WORDS[by]), onlyWide: true },
];

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "kind",
    title: "Kind",
    choices: [
      { value: "command_line", title: "Command lines" },
      { value: "resource_server", title: "APIs" },
    ],
  },
  {
    kind: "choice",
    name: "state",
    title: "State",
    choices: [
      { value: "active", title: "In force" },
      { value: "revoked", title: "Struck off" },
    ],
  },
];

/** GET /api/console/clients. Lists the registered programs, then the built-in ones and those of the configuration. */
export function ClientsPage() {
  const mayManage = useMay()("clients.manage");
  return (
    <Page
      title="Clients"
      lead="The command lines that may ask for a login, and the APIs that take the tokens."
      actions={
        mayManage ? (
          <>
            <LinkButton href="/console/clients/ticket" kind="plain">
              Let somebody else register one
            </LinkButton>
            <LinkButton href="/console/clients/new">Register a client</LinkButton>
          </>
        ) : undefined
      }
    >
      <DataTable
        what="clients"
        list={clientsApi.list}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ name }) => makeVisible(name)}
        hrefOf={({ id }) => `/console/clients/${encodeURIComponent(id)}`}
        search="Name"
        filters={FILTERS}
        empty={{
          title: "No client is registered yet",
          says: "Register one here, or give whoever builds it a ticket. The built-in command line, or those of the configuration file, are below.",
          action: mayManage ? <LinkButton href="/console/clients/new">Register a client</LinkButton> : null,
        }}
      />
      <ConfiguredClients />
    </Page>
  );
}

function ConfiguredClients() {
  const reading = useRead(clientsApi.configured);
  return (
    <Panel title="Not registered here">
      <Reading reading={reading} what="the clients that nobody registered">
        {({ clients }) =>
          clients.length === 0 ? (
            <p>There are none.</p>
          ) : (
            <ul>
              {clients.map(({ id, name, kind, source }) => (
                <li key={id}>
                  <Link href={`/console/clients/${encodeURIComponent(id)}`}>
                    <Named text={name} />
                  </Link>{" "}
                  ({KIND_WORDS[kind]}, <Exact text={id} />
                  {source === "built_in"
                    ? ", built in: open it to let it ask for an API of yours"
                    : ", in the configuration file"}
                  )
                </li>
              ))}
            </ul>
          )
        }
      </Reading>
    </Panel>
  );
}
