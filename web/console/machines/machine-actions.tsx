import {
  type MachineAction,
  type MachineAnswer,
  type MachineDone,
  machineActionsApi,
} from "@nearside/shared/api/console/machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useId, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { Panel } from "../ui/panel.tsx";
import { ACTION_WORDS, actionsFor } from "./action-words.ts";
import { STALE_BY_MACHINE, undoQuarantine } from "./quarantine-machine.tsx";
import { TicketShown } from "./ticket-shown.tsx";

type Ticket = NonNullable<MachineDone["ticket"]>;

/** Offers what may be done to a machine in its state. Each action asks once more before it is done. */
export function MachineActions({ machine }: { machine: MachineAnswer }) {
  const [note, setNote] = useState("");
  const [ticket, setTicket] = useState<Ticket | null>(null);
  const [chosen, setChosen] = useState<MachineAction>("quarantine");
  const noteId = useId();
  const name = makeVisible(`${machine.hostname} of ${machine.owner.name}`);
  const words = ACTION_WORDS[chosen];
  const change = useChange<(typeof machineActionsApi)[MachineAction]>({
    stale: STALE_BY_MACHINE,
    says: () => ({
      says: words.done(name),
      ...(chosen === "quarantine" ? { undo: undoQuarantine(machine.id, name) } : {}),
    }),
    onMade: (done) => {
      setNote("");
      setTicket(done.ticket);
    },
  });
  const actions = actionsFor(machine.state);
  if (ticket !== null) return <TicketShown ticket={ticket} onDone={() => setTicket(null)} />;
  if (actions.length === 0) return null;
  const begin = (action: MachineAction) => {
    setChosen(action);
    const why = note.trim() === "" ? null : note.trim();
    change.begin({ to: at(machineActionsApi[action], machine.id), change: { note: why } });
  };
  return (
    <Panel title="What to do">
      <div className="field">
        <label htmlFor={noteId}>Why, for the security log (may be left empty)</label>
        <input
          id={noteId}
          type="text"
          value={note}
          maxLength={256}
          autoComplete="off"
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </div>
      <div className="form-end">
        {actions.map((action) => (
          <Button
            key={action}
            kind={ACTION_WORDS[action].isFinal ? "plain" : "near"}
            small
            onPress={() => begin(action)}
          >
            {ACTION_WORDS[action].verb}
          </Button>
        ))}
      </div>
      <ConfirmChange
        change={change}
        title={words.title(name)}
        verb={words.verb}
        tone={chosen === "release" ? "near" : "alert"}
        {...(words.isFinal ? { typed: makeVisible(machine.hostname).trim() } : {})}
      >
        <p>{words.says}</p>
      </ConfirmChange>
    </Panel>
  );
}
