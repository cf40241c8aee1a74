import { type MachineAnswer, machinesApi } from "@nearside/shared/api/console/machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Link } from "wouter";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact, Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { RecentAlarms } from "../mentions/event.tsx";
import { KEY_PLACES, MACHINE_STATES } from "../mentions/machine.tsx";
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
import { MachinePosture } from "./machine-posture.tsx";

/** Shows one machine: what it is, what belongs to it, what was done to it, and what may be done. */
export function MachinePage({ params }: { params: PageParams }) {
  const id = params["machine"] ?? "";
  const may = useMay();
  const reading = useRead(at(machinesApi.view, id));
  const { data } = reading;
  const title = data === undefined ? "Machine" : makeVisible(`${data.hostname} of ${data.owner.name}`);
  return (
    <Page
      title={title}
      crumbs={[{ title: "Machines", href: "/console/machines" }]}
      actions={
        data === undefined ? undefined : (
          <>
            <LinkButton href={`/console/leases?machine=${id}`} kind="plain">
              Leases
            </LinkButton>
            {may("log.read") ? (
              <LinkButton href={`/console/log?device=${data.device}`} kind="plain">
                Log
              </LinkButton>
            ) : null}
          </>
        )
      }
    >
      <Reading reading={reading} what="the machine">
        {(machine) => (
          <>
            <Facts machine={machine} />
            <RecentAlarms of={{ device: machine.device }} />
            {may("machines.manage") ? <MachineActions machine={machine} /> : null}
            <MachinePosture posture={machine.posture} />
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
    <Panel title="The machine">
      <Details>
        <Detail name="State">
          <StateBadge words={MACHINE_STATES[state]} />
        </Detail>
        <Detail name="Owner">
          <Link href={`/console/people/${owner.id}`}>
            <Named text={owner.name} />
          </Link>{" "}
          (<Named text={owner.display_name} />){owner.state === "active" ? "" : `, ${owner.state}`}
        </Detail>
        <Detail name="Last seen">
          <Moment at={machine.last_seen_at} />
        </Detail>
        <Detail name="Enrolled">
          <Moment at={machine.enrolled_at} />
        </Detail>
        <Detail name={machine.key_storage === "tpm" ? "Key" : "Key, it says"}>{KEY_PLACES[machine.key_storage]}</Detail>
        <Detail name="System, it says">
          <Named text={machine.os} />
        </Detail>
        <Detail name="Command line, it says">
          {machine.cli_version === null ? "no version" : <Named text={machine.cli_version} />}
        </Detail>
        <Detail name="Open logins">{machine.open_logins}</Detail>
        <Detail name="Credentials in force">{machine.credentials}</Detail>
        <Detail name="Device id">
          <Exact text={machine.device} />
        </Detail>
        <Detail name="Machine id">
          <Exact text={machine.id} />
        </Detail>
      </Details>
    </Panel>
  );
}
