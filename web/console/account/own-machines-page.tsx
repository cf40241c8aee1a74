import { type OwnEnrolment, type OwnMachine, ownMachinesApi } from "@nearside/shared/api/console/own-machines.ts";
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
    title: "Machine",
    cell: ({ hostname, label, is_here }) => (
      <>
        <Named text={label ?? hostname} />
        {is_here ? " (this one)" : ""}
      </>
    ),
  },
  {
    id: "state",
    title: "State",
    cell: ({ state }) => <StateBadge words={MACHINE_STATES[state]} />,
  },
  { id: "os", title: "System", cell: ({ os }) => <Named text={os} />, onlyWide: true },
  { id: "key", title: "Its key lies in", cell: ({ key_storage }) => KEY_PLACES[key_storage], onlyWide: true },
  { id: "browsers", title: "Browsers", cell: ({ browsers }) => browsers, isNumber: true },
  { id: "passkeys", title: "Passkeys", cell: ({ passkeys }) => passkeys, isNumber: true },
  { id: "credentials", title: "Logins in force", cell: ({ credentials }) => credentials, isNumber: true },
  { id: "last_seen", title: "Last seen", cell: ({ last_seen_at }) => <Moment at={last_seen_at} /> },
  { id: "enrolled", title: "Enrolled", cell: ({ enrolled_at }) => <Moment at={enrolled_at} />, onlyWide: true },
];

/** GET /api/console/account/machines and …/enrolments. */
export function OwnMachinesPage() {
  const machines = useRead(ownMachinesApi.list);
  const enrolments = useRead(ownMachinesApi.enrolments);
  return (
    <Page title="My machines" lead="Logins that start on one of these can be approved there, and nowhere else.">
      <AccountTabs />
      <Panel title="Machines">
        <Reading reading={machines} what="your machines">
          {({ machines: rows, more }) => (
            <>
              <PlainTable
                what="machines"
                rows={rows}
                columns={COLUMNS}
                idOf={({ id }) => id}
                hrefOf={({ id }) => `/account/machines/${id}`}
                none="You have none."
              />
              {more ? <p>Others ended long ago and are not shown.</p> : null}
            </>
          )}
        </Reading>
      </Panel>
      <Panel title="Enrolled in your name">
        <Reading reading={enrolments} what="what was enrolled in your name">
          {({ enrolments: rows }) => (
            <PlainTable<OwnEnrolment>
              what="enrolments"
              rows={rows}
              columns={ENROLMENT_COLUMNS}
              idOf={({ id }) => id}
              none="Nothing was enrolled in your name yet."
            />
          )}
        </Reading>
      </Panel>
    </Page>
  );
}
