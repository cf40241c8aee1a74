import type { LogRow, Started } from "@nearside/shared/api/console/log.ts";
import { type MachineAnswer, machinesApi } from "@nearside/shared/api/console/machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { logTexts as texts } from "../../texts/console/log.tsx";
import { Named, Quoted } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { QuarantineMachine } from "../machines/quarantine-machine.tsx";
import { MACHINE_STATES, MachineLink } from "../mentions/machine.tsx";
import { PERSON_STATES, PersonLink } from "../mentions/person.tsx";
import { useMay } from "../session/use-session.ts";
import { Badge, StateBadge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { Panel } from "../ui/panel.tsx";

const { started: words, machineNow } = texts;

/** Shows who is behind what was refused, with the button that stops the machine for those who may. */
export function StartedPanel({ entry }: { entry: LogRow & { readonly started: Started } }) {
  const { machine } = entry.started;
  return machine.id === null ? (
    <Shown entry={entry} machine={undefined} />
  ) : (
    <WithMachine entry={entry} id={machine.id} />
  );
}

/** Shows the machine as it is now. */
function WithMachine({ entry, id }: { entry: LogRow & { readonly started: Started }; id: string }) {
  const { data } = useRead(at(machinesApi.view, id));
  return <Shown entry={entry} machine={data} />;
}

interface ShownProps {
  readonly entry: LogRow & { readonly started: Started };
  readonly machine: MachineAnswer | undefined;
}

function Shown({ entry, machine }: ShownProps) {
  const { started, seq } = entry;
  const { person, address, command } = started;
  const isEnrolment = started.id.startsWith("en_");
  return (
    <Panel title={isEnrolment ? words.enrolment : words.login} actions={<QuarantineOf machine={machine} seq={seq} />}>
      <Details>
        <Detail name={isEnrolment ? words.claimedPerson : words.person}>
          <PersonLink person={person} />{" "}
          {person.state === "active" ? null : <StateBadge words={PERSON_STATES[person.state]} />}
        </Detail>
        <Detail name={words.machine}>
          <MachineLink machine={started.machine} />{" "}
          {machine === undefined ? (
            started.machine.id === null && <Badge tone="plain">{words.notEnrolled}</Badge>
          ) : (
            <StateBadge words={MACHINE_STATES[machine.state]} />
          )}
        </Detail>
        <Detail name={words.address}>{address === null ? words.noAddress : <Named text={address} />}</Detail>
        {isEnrolment ? null : (
          <Detail name={words.command}>
            {command === null ? words.commandErased : command === "" ? words.noCommand : <Quoted text={command} />}
          </Detail>
        )}
      </Details>
    </Panel>
  );
}

/** Shows the machine of an entry that belongs to no login and no enrolment. */
export function RefusedMachinePanel({ machine: { id }, seq }: { machine: { readonly id: string }; seq: number }) {
  const { data } = useRead(at(machinesApi.view, id));
  if (data === undefined) return null;
  const { owner, state } = data;
  return (
    <Panel title={machineNow.title} actions={<QuarantineOf machine={data} seq={seq} />}>
      <Details>
        <Detail name={machineNow.owner}>
          <PersonLink person={owner} /> <StateBadge words={PERSON_STATES[owner.state]} />
        </Detail>
        <Detail name={machineNow.machine}>
          <MachineLink machine={data} /> <StateBadge words={MACHINE_STATES[state]} />
        </Detail>
      </Details>
    </Panel>
  );
}

function QuarantineOf({ machine, seq }: { machine: MachineAnswer | undefined; seq: number }) {
  const may = useMay();
  if (machine?.state !== "active" || !may("machines.manage")) return null;
  return <QuarantineMachine machine={machine} note={words.note(seq)} />;
}
