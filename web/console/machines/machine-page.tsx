import { type MachineAnswer, machinesApi } from "@nearside/shared/api/console/machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Link } from "wouter";
import { machineTexts } from "../../texts/console/machines.tsx";
import { Exact, Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { RecentAlarms } from "../mentions/event.tsx";
import { KEY_PLACES, MACHINE_STATES } from "../mentions/machine.tsx";
import { PERSON_STATES } from "../mentions/person.tsx";
import { useMay } from "../session/use-session.ts";
import { StateBadge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { MachineActions } from "./machine-actions.tsx";
import { MachineHistory } from "./machine-history.tsx";
import { MachineKeys } from "./machine-keys.tsx";
import { MachineReported } from "./machine-reported.tsx";
import { nameOfMachine } from "./quarantine-machine.tsx";

const texts = machineTexts.page;

/** Shows one machine: what it is, what belongs to it, what was done to it, and what may be done. */
export function MachinePage({ params }: { params: PageParams }) {
  const id = params["machine"] ?? "";
  const may = useMay();
  const reading = useRead(at(machinesApi.view, id));
  const { data } = reading;
  const title = data === undefined ? texts.title : nameOfMachine(data);
  return (
    <Page
      title={title}
      crumbs={[{ title: machineTexts.list.title, href: "/console/machines" }]}
      actions={
        data === undefined ? undefined : (
          <>
            <LinkButton href={`/console/leases?machine=${id}`} kind="plain">
              {texts.leases}
            </LinkButton>
            {may("log.read") ? (
              <LinkButton href={`/console/log?device=${data.device}`} kind="plain">
                {texts.log}
              </LinkButton>
            ) : null}
          </>
        )
      }
    >
      <Reading reading={reading} what={texts.what}>
        {(machine) => (
          <>
            <Facts machine={machine} />
            <RecentAlarms of={{ device: machine.device }} />
            {may("machines.manage") ? <MachineActions machine={machine} /> : null}
            <MachineReported machine={machine} />
            <MachineKeys machine={machine} />
            <MachineHistory history={machine.history} />
          </>
        )}
      </Reading>
    </Page>
  );
}

function Facts({ machine }: { machine: MachineAnswer }) {
  const { owner, state } = machine;
  return (
    <Panel title={texts.facts}>
      <Details>
        <Detail name={texts.state}>
          <StateBadge words={MACHINE_STATES[state]} />
        </Detail>
        <Detail name={texts.owner}>
          {texts.ownerNamed({
            link: (
              <Link href={`/console/people/${owner.id}`}>
                <Named text={owner.name} />
              </Link>
            ),
            name: <Named text={owner.display_name} />,
            state: owner.state === "active" ? null : PERSON_STATES[owner.state].title.toLowerCase(),
          })}
        </Detail>
        <Detail name={texts.lastSeen}>
          <Moment at={machine.last_seen_at} />
        </Detail>
        <Detail name={texts.enrolled}>
          <Moment at={machine.enrolled_at} />
        </Detail>
        {machine.key_storage === "tpm" ? <Detail name={texts.key}>{KEY_PLACES.tpm}</Detail> : null}
        <Detail name={texts.openLogins}>{machine.open_logins}</Detail>
        <Detail name={texts.credentials}>{machine.credentials}</Detail>
        <Detail name={texts.deviceId}>
          <Exact text={machine.device} />
        </Detail>
        <Detail name={texts.machineId}>
          <Exact text={machine.id} />
        </Detail>
      </Details>
    </Panel>
  );
}
