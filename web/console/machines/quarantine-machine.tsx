import { logApi } from "@nearside/shared/api/console/log.ts";
import { type MachineAnswer, machineActionsApi, machinesApi } from "@nearside/shared/api/console/machines.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { machineTexts } from "../../texts/console/machines.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { orderOf } from "../change/change-state.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import type { Undo } from "../change/toast.ts";
import { useChange } from "../change/use-change.ts";

/** All that a change of a machine makes stale. */
export const STALE_BY_MACHINE = [machinesApi.list, peopleApi.list, logApi.list, logApi.event];

/** Names a machine by itself and its owner. Plain text, made visible. */
export const nameOfMachine = ({
  hostname,
  owner,
}: Pick<MachineAnswer, "hostname"> & { readonly owner: { readonly name: string } }): string =>
  makeVisible(machineTexts.name({ hostname, owner: owner.name }));

/** Undoes a quarantine by a release. @param name of the machine, made visible */
export function undoQuarantine(machine: string, name: string): Undo {
  const { title, verb, says, done } = machineTexts.actions.release;
  const order = orderOf(at(machineActionsApi.release, machine), { note: null });
  return { order, title: title(name), verb, what: <p>{says}</p>, says: done(name) };
}

interface Props {
  readonly machine: Pick<MachineAnswer, "id" | "hostname" | "owner">;
  /** The reason, for the security log. */
  readonly note: string;
}

/** Offers to quarantine the machine right where an alarm names it. */
export function QuarantineMachine({ machine: { id, hostname, owner }, note }: Props) {
  const name = nameOfMachine({ hostname, owner });
  const { title, says, verb, done } = machineTexts.actions.quarantine;
  const change = useChange({
    stale: STALE_BY_MACHINE,
    says: () => ({ says: done(name), undo: undoQuarantine(id, name) }),
  });
  return (
    <>
      <Button
        kind="near"
        small
        onPress={() => change.begin({ to: at(machineActionsApi.quarantine, id), change: { note } })}
      >
        {machineTexts.act.quarantineThis}
      </Button>
      <ConfirmChange change={change} title={title(name)} verb={verb} tone="alert">
        <p>{says}</p>
      </ConfirmChange>
    </>
  );
}
