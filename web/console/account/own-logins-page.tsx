import { type OwnLogin, ownLoginsApi } from "@nearside/shared/api/console/own-logins.ts";
import { ownMachinesApi } from "@nearside/shared/api/console/own-machines.ts";
import { ownLoginsTexts as texts } from "../../texts/console/account-logins.tsx";
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
  { id: "client", title: texts.columns.program, cell: ({ client }) => <Named text={client.name} /> },
  { id: "state", title: texts.columns.state, cell: (login) => <LoginState login={login} /> },
  {
    id: "when",
    title: texts.columns.requested,
    sort: "expires_at",
    cell: ({ created_at }) => <Moment at={created_at} />,
  },
  { id: "machine", title: texts.columns.machine, cell: ({ machine }) => <Named text={machine.hostname} /> },
  {
    id: "command",
    title: texts.columns.command,
    cell: ({ command }) => (command === "" ? texts.notReported : <Quoted text={command} longest={MOST_SHOWN} />),
  },
  {
    id: "cwd",
    title: texts.columns.folder,
    cell: ({ cwd }) => (cwd === "" ? texts.notReported : <Quoted text={cwd} longest={MOST_SHOWN} />),
    onlyWide: true,
  },
  { id: "address", title: texts.columns.address, cell: ({ address }) => <Named text={address} />, onlyWide: true },
];

function LoginState({ login: { state, alarm } }: { login: OwnLogin }) {
  return (
    <>
      <StateBadge words={loginWords(state)} /> {alarm === null ? null : <LoginAlarm alarm={alarm} />}
    </>
  );
}

const STATE: Filter = {
  kind: "choice",
  name: "state",
  title: texts.filters.state,
  choices: Object.entries(LOGIN_STATES).map(([value, { title }]) => ({ value, title })),
};
const DAYS: readonly Filter[] = [
  { kind: "day", name: "from", title: texts.filters.from },
  { kind: "day", name: "to", title: texts.filters.to, end: true },
];

/** GET /api/console/account/logins, as a list. */
export function OwnLoginsPage() {
  const { data } = useRead(ownMachinesApi.list);
  const machines: Filter = {
    kind: "choice",
    name: "device",
    title: texts.filters.machine,
    choices: (data?.machines ?? []).map(({ device, hostname }) => ({ value: device, title: makeVisible(hostname) })),
  };
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        <LinkButton href="/account/logins/elsewhere" kind="plain">
          {texts.foreignLink}
        </LinkButton>
      }
    >
      <AccountTabs />
      <DataTable
        what={texts.what}
        list={ownLoginsApi.list}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ client, id }) => makeVisible(texts.name({ client: client.name, id }))}
        hrefOf={({ id }) => `/account/logins/${id}`}
        search={texts.search}
        filters={[STATE, machines, ...DAYS]}
        exportList={ownLoginsApi.exportList}
        empty={texts.empty}
      />
    </Page>
  );
}
