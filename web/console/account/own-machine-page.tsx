import { type OwnMachineDetail, ownMachinesApi } from "@nearside/shared/api/console/own-machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Exact, Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { AuthenticatorName } from "../mentions/authenticator.tsx";
import { KEY_PLACES, MACHINE_STATES } from "../mentions/machine.tsx";
import type { Column } from "../table/column.ts";
import { PlainTable } from "../table/plain-table.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { ACCOUNT_CRUMBS } from "./account-tabs.tsx";
import { EndBrowser } from "./end-browser.tsx";
import { EndMachine } from "./end-machine.tsx";
import { ENROLMENT_COLUMNS } from "./enrolment-columns.tsx";
import { RenameMachine } from "./rename-machine.tsx";

/** GET /api/console/account/machines/:id. Shows what is on the machine, and how to end it. */
export function OwnMachinePage({ params }: { params: PageParams }) {
  const id = params["machine"] ?? "";
  const reading = useRead(at(ownMachinesApi.view, id));
  const machine = reading.data?.machine;
  const name = machine?.label ?? machine?.hostname;
  return (
    <Page title="A machine" name={name} crumbs={[...ACCOUNT_CRUMBS, { title: "Machines", href: "/account/machines" }]}>
      <Reading reading={reading} what="the machine">
        {(detail) => <Shown detail={detail} />}
      </Reading>
    </Page>
  );
}

function Shown({ detail }: { detail: OwnMachineDetail }) {
  const { machine, browsers, passkeys, enrolments } = detail;
  const columns: readonly Column<OwnMachineDetail["browsers"][number]>[] = [
    {
      id: "browser",
      title: "Browser",
      cell: ({ browser, is_here }) => (
        <>
          <Named text={browser} />
          {is_here ? " (this one)" : ""}
        </>
      ),
    },
    { id: "state", title: "State", cell: ({ state }) => <StateBadge words={MACHINE_STATES[state]} /> },
    { id: "since", title: "Enrolled", cell: ({ created_at }) => <Moment at={created_at} /> },
    { id: "end", title: "End it", cell: (browser) => <EndBrowser browser={browser} machine={machine} /> },
  ];
  return (
    <>
      <Panel title="What it is">
        <Details>
          <Detail name="State">
            <StateBadge words={MACHINE_STATES[machine.state]} />
            {machine.is_here ? " You are on it now." : ""}
          </Detail>
          <Detail name="It calls itself">
            <Named text={machine.hostname} />
          </Detail>
          <Detail name="System">
            <Named text={machine.os} />
          </Detail>
          <Detail name="Its key lies in">{KEY_PLACES[machine.key_storage]}</Detail>
          <Detail name="Enrolled">
            <Moment at={machine.enrolled_at} />
          </Detail>
          <Detail name="Last seen">
            <Moment at={machine.last_seen_at} />
          </Detail>
          <Detail name="Logins in force">{machine.credentials}</Detail>
          <Detail name="Logins that wait">{machine.open_logins}</Detail>
          <Detail name="Device id">
            <Exact text={machine.device} />
          </Detail>
        </Details>
        <LinkButton href={`/account/logins?device=${machine.device}`} kind="plain">
          Its logins
        </LinkButton>
      </Panel>
      {machine.state === "revoked" ? null : <RenameMachine machine={machine} />}
      <EndMachine machine={machine} />
      <Panel title="Browsers">
        <PlainTable what="browsers" rows={browsers} columns={columns} idOf={({ id }) => id} none="It has none." />
      </Panel>
      <Panel
        title="Passkeys"
        actions={
          <LinkButton href="/account/passkeys" kind="plain">
            Add, rename or remove
          </LinkButton>
        }
      >
        <PlainTable what="passkeys" rows={passkeys} columns={PASSKEYS} idOf={({ id }) => id} none="It has none." />
      </Panel>
      <Panel title="Enrolments">
        <PlainTable
          what="enrolments"
          rows={enrolments}
          columns={ENROLMENT_COLUMNS}
          idOf={({ id }) => id}
          none="There is none."
        />
      </Panel>
    </>
  );
}

const PASSKEYS: readonly Column<OwnMachineDetail["passkeys"][number]>[] = [
  {
    id: "authenticator",
    title: "Authenticator",
    cell: ({ authenticator, label, is_here }) => (
      <>
        {label === null ? null : (
          <>
            <Named text={label} />:{" "}
          </>
        )}
        <AuthenticatorName authenticator={authenticator} />
        {is_here ? " (signed you in)" : ""}
      </>
    ),
  },
  { id: "state", title: "State", cell: ({ state }) => <StateBadge words={MACHINE_STATES[state]} /> },
  {
    id: "synced",
    title: "Where it is",
    cell: ({ synced }) => (synced ? "May be copied to other devices" : "Stays on its device"),
  },
  { id: "since", title: "Made", cell: ({ created_at }) => <Moment at={created_at} /> },
];
