import { type OwnLogin, ownLoginsApi } from "@nearside/shared/api/console/own-logins.ts";
import { ownMachinesApi } from "@nearside/shared/api/console/own-machines.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named, Quoted } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import { LOGIN_STATES, LoginAlarm, loginWords } from "../mentions/login.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Moment } from "../ui/moment.tsx";
import { AccountTabs } from "./account-tabs.tsx";

/** Characters of a command line that a cell shows. */
const MOST_SHOWN = 60;

const COLUMNS: readonly Column<OwnLogin>[] = [
  { id: "client", title: "Program", cell: ({ client }) => <Named text={client.name} /> },
  { id: "state", title: "State", cell: (login) => <LoginState login={login} /> },
  { id: "when", title: "Asked for", sort: "expires_at", cell: ({ created_at }) => <Moment at={created_at} /> },
  { id: "machine", title: "Machine", cell: ({ machine }) => <Named text={machine.hostname} /> },
  {
    id: "command",
    title: "Command",
    cell: ({ command }) => (command === "" ? "not said" : <Quoted text={command} longest={MOST_SHOWN} />),
  },
  {
    id: "cwd",
    title: "In",
    cell: ({ cwd }) => (cwd === "" ? "not said" : <Quoted text={cwd} longest={MOST_SHOWN} />),
    onlyWide: true,
  },
  { id: "address", title: "From", cell: ({ address }) => <Named text={address} />, onlyWide: true },
];

function LoginState({ login: { state, alarm } }: { login: OwnLogin }) {
  if (alarm !== null) return <LoginAlarm alarm={alarm} />;
  return <StateBadge words={loginWords(state)} />;
}

const STATE: Filter = {
  kind: "choice",
  name: "state",
  title: "State",
  choices: Object.entries(LOGIN_STATES).map(([value, { title }]) => ({ value, title })),
};
const DAYS: readonly Filter[] = [
  { kind: "day", name: "from", title: "From" },
  { kind: "day", name: "to", title: "To", end: true },
];

/** GET /api/console/account/logins, as a list. */
export function OwnLoginsPage() {
  const { data } = useRead(ownMachinesApi.list);
  const machines: Filter = {
    kind: "choice",
    name: "device",
    title: "Machine",
    choices: (data?.machines ?? []).map(({ device, hostname }) => ({ value: device, title: makeVisible(hostname) })),
  };
  return (
    <Page
      title="My logins"
      lead="Every login that a machine of yours asked for. Open one that you know nothing of, and say so."
      actions={
        <LinkButton href="/account/logins/elsewhere" kind="plain">
          Started elsewhere, opened here
        </LinkButton>
      }
    >
      <AccountTabs />
      <DataTable
        what="logins"
        list={ownLoginsApi.list}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ client, id }) => makeVisible(`${client.name}, ${id}`)}
        hrefOf={({ id }) => `/account/logins/${id}`}
        search="Program's or login's id"
        filters={[STATE, machines, ...DAYS]}
        exportList={ownLoginsApi.exportList}
        empty={{ title: "You never asked for a login", says: "Logins that start on your machines stand here." }}
      />
    </Page>
  );
}
