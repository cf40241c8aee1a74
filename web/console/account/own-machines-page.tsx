import { type OwnEnrolment, type OwnMachine, ownMachinesApi } from "@nearside/shared/api/console/own-machines.ts";
import { ownMachinesTexts as texts } from "../../texts/console/account.tsx";
import { Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import { KEY_PLACES, MACHINE_STATES } from "../mentions/machine.tsx";
import type { Column } from "../table/column.ts";
import { PlainTable } from "../table/plain-table.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { AccountTabs } from "./account-tabs.tsx";
import { ENROLMENT_COLUMNS } from "./enrolment-columns.tsx";

const COLUMNS: readonly Column<OwnMachine>[] = [
  {
    id: "hostname",
    title: texts.columns.machine,
    cell: ({ hostname, label, is_here }) => {
      const name = <Named text={label ?? hostname} />;
      return is_here ? texts.here({ name }) : name;
    },
  },
  {
    id: "state",
    title: texts.columns.state,
    cell: ({ state }) => <StateBadge words={MACHINE_STATES[state]} />,
  },
  { id: "os", title: texts.columns.system, cell: ({ os }) => <Named text={os} />, onlyWide: true },
  { id: "key", title: texts.columns.keyStorage, cell: ({ key_storage }) => KEY_PLACES[key_storage], onlyWide: true },
  { id: "browsers", title: texts.columns.browsers, cell: ({ browsers }) => browsers, isNumber: true },
  { id: "passkeys", title: texts.columns.passkeys, cell: ({ passkeys }) => passkeys, isNumber: true },
  { id: "credentials", title: texts.columns.logins, cell: ({ credentials }) => credentials, isNumber: true },
  { id: "last_seen", title: texts.columns.seen, cell: ({ last_seen_at }) => <Moment at={last_seen_at} /> },
  {
    id: "enrolled",
    title: texts.columns.enrolled,
    cell: ({ enrolled_at }) => <Moment at={enrolled_at} />,
    onlyWide: true,
  },
];

/** GET /api/console/account/machines and …/enrolments. */
export function OwnMachinesPage() {
  const machines = useRead(ownMachinesApi.list);
  const enrolments = useRead(ownMachinesApi.enrolments);
  return (
    <Page title={texts.title} lead={texts.lead}>
      <AccountTabs />
      <Panel title={texts.machines.title}>
        <Reading reading={machines} what={texts.machines.reading}>
          {({ machines: rows, more }) => (
            <>
              <PlainTable
                what={texts.machines.what}
                rows={rows}
                columns={COLUMNS}
                idOf={({ id }) => id}
                hrefOf={({ id }) => `/account/machines/${id}`}
                none={texts.machines.none}
              />
              {more ? <p>{texts.machines.more}</p> : null}
            </>
          )}
        </Reading>
      </Panel>
      <Panel title={texts.enrolments.title}>
        <Reading reading={enrolments} what={texts.enrolments.reading}>
          {({ enrolments: rows }) => (
            <PlainTable<OwnEnrolment>
              what={texts.enrolments.what}
              rows={rows}
              columns={ENROLMENT_COLUMNS}
              idOf={({ id }) => id}
              none={texts.enrolments.none}
            />
          )}
        </Reading>
      </Panel>
    </Page>
  );
}
