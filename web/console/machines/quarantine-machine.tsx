import { type MachineAnswer, machineDoneSchema } from "@nearside/shared/api/console/machines.ts";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import type { Undo } from "../change/toast.ts";
import { useChange } from "../change/use-change.ts";
import { ACTION_WORDS, pathOf } from "./action-words.ts";

/** The beginnings of the paths that whatever is done to a machine makes stale. */
export const STALE_BY_MACHINE = [
  "/api/console/machines",
  "/api/console/people",
  "/api/console/log",
  "/api/console/events",
];

/** Undoes a quarantine by a release. @param name of the machine, made visible */
export function undoQuarantine(machine: string, name: string): Undo {
  const { title, verb, says, done } = ACTION_WORDS.release;
  const order = { path: pathOf(machine, "release"), change: { note: null } };
  return { order, title: title(name), verb, what: <p>{says}</p>, stale: STALE_BY_MACHINE, says: done(name) };
}

interface Props {
  readonly machine: Pick<MachineAnswer, "id" | "hostname" | "owner">;
  /** The reason, for the security log. */
  readonly note: string;
}

/** Offers to quarantine the machine right where an alarm names it. */
export function QuarantineMachine({ machine: { id, hostname, owner }, note }: Props) {
  const name = makeVisible(`${hostname} of ${owner.name}`);
  const { title, says, verb, done } = ACTION_WORDS.quarantine;
  const change = useChange({
    answer: machineDoneSchema,
    stale: STALE_BY_MACHINE,
    says: () => ({ says: done(name), undo: undoQuarantine(id, name) }),
  });
  return (
    <>
      <Button kind="near" small onPress={() => change.begin({ path: pathOf(id, "quarantine"), change: { note } })}>
        Quarantine this machine
      </Button>
      <ConfirmChange change={change} title={title(name)} verb={verb} tone="alert">
        <p>{says}</p>
      </ConfirmChange>
    </>
  );
}
