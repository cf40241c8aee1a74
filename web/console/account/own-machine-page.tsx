import { type OwnMachineDetail, ownMachinesApi } from "@nearside/shared/api/console/own-machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { numberText } from "@nearside/shared/text/amounts.ts";
import { accountTexts, ownMachinesTexts, ownPasskeysTexts } from "../../texts/console/account.tsx";
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

const texts = ownMachinesTexts.one;

/** GET /api/console/account/machines/:id. Shows what is on the machine, and how to end it. */
export function OwnMachinePage({ params }: { params: PageParams }) {
  const id = params["machine"] ?? "";
  const reading = useRead(at(ownMachinesApi.view, id));
  const machine = reading.data?.machine;
  const name = machine?.label ?? machine?.hostname;
  return (
    <Page
      title={texts.title}
      name={name}
      crumbs={[...ACCOUNT_CRUMBS, { title: accountTexts.tabs.machines, href: "/account/machines" }]}
    >
      <Reading reading={reading} what={texts.reading}>
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
      title: ownMachinesTexts.browser,
      cell: ({ browser, is_here }) =>
        is_here ? ownMachinesTexts.here({ name: <Named text={browser} /> }) : <Named text={browser} />,
    },
    { id: "state", title: texts.state, cell: ({ state }) => <StateBadge words={MACHINE_STATES[state]} /> },
    { id: "since", title: texts.enrolled, cell: ({ created_at }) => <Moment at={created_at} /> },
    {
      id: "end",
      title: ownMachinesTexts.columns.action,
      cell: (browser) => <EndBrowser browser={browser} machine={machine} />,
    },
  ];
  const state = <StateBadge words={MACHINE_STATES[machine.state]} />;
  return (
    <>
      <Panel title={texts.about}>
        <Details>
          <Detail name={texts.state}>{machine.is_here ? texts.stateHere({ state }) : state}</Detail>
          <Detail name={texts.name}>
            <Named text={machine.hostname} />
          </Detail>
          <Detail name={texts.system}>
            <Named text={machine.os} />
          </Detail>
          <Detail name={texts.keyStorage}>{KEY_PLACES[machine.key_storage]}</Detail>
          <Detail name={texts.enrolled}>
            <Moment at={machine.enrolled_at} />
          </Detail>
          <Detail name={texts.seen}>
            <Moment at={machine.last_seen_at} />
          </Detail>
          <Detail name={texts.logins}>{numberText(machine.credentials)}</Detail>
          <Detail name={texts.waiting}>{numberText(machine.open_logins)}</Detail>
          <Detail name={texts.device}>
            <Exact text={machine.device} />
          </Detail>
        </Details>
        <LinkButton href={`/account/logins?device=${machine.device}`} kind="plain">
          {texts.showLogins}
        </LinkButton>
      </Panel>
      {machine.state === "revoked" ? null : <RenameMachine machine={machine} />}
      <EndMachine machine={machine} />
      <Panel title={texts.browsers.title}>
        <PlainTable
          what={texts.browsers.what}
          rows={browsers}
          columns={columns}
          idOf={({ id }) => id}
          none={texts.browsers.none}
        />
      </Panel>
      <Panel
        title={texts.passkeys.title}
        actions={
          <LinkButton href="/account/passkeys" kind="plain">
            {texts.passkeys.change}
          </LinkButton>
        }
      >
        <PlainTable
          what={texts.passkeys.what}
          rows={passkeys}
          columns={PASSKEYS}
          idOf={({ id }) => id}
          none={texts.passkeys.none}
        />
      </Panel>
      <Panel title={texts.enrolments.title}>
        <PlainTable
          what={texts.enrolments.what}
          rows={enrolments}
          columns={ENROLMENT_COLUMNS}
          idOf={({ id }) => id}
          none={texts.enrolments.none}
        />
      </Panel>
    </>
  );
}

const PASSKEYS: readonly Column<OwnMachineDetail["passkeys"][number]>[] = [
  {
    id: "authenticator",
    title: ownPasskeysTexts.authenticator,
    cell: ({ authenticator, label, is_here }) => {
      const model = <AuthenticatorName authenticator={authenticator} />;
      const name =
        label === null ? model : ownPasskeysTexts.labelled({ label: <Named text={label} />, authenticator: model });
      return is_here ? ownPasskeysTexts.usedHere({ authenticator: name }) : name;
    },
  },
  { id: "state", title: texts.state, cell: ({ state }) => <StateBadge words={MACHINE_STATES[state]} /> },
  {
    id: "synced",
    title: ownPasskeysTexts.storage,
    cell: ({ synced }) => (synced ? ownPasskeysTexts.synced : ownPasskeysTexts.deviceBound),
  },
  { id: "since", title: ownPasskeysTexts.created, cell: ({ created_at }) => <Moment at={created_at} /> },
];
