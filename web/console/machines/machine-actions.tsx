import {
  type MachineAction,
  type MachineAnswer,
  type MachineDone,
  machineActionsApi,
} from "@nearside/shared/api/console/machines.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useId, useState } from "react";
import { formTexts } from "../../texts/console/frame.tsx";
import { machineTexts as texts } from "../../texts/console/machines.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { Panel } from "../ui/panel.tsx";
import { actionsFor, isFinal } from "./possible-actions.ts";
import { nameOfMachine, STALE_BY_MACHINE, undoQuarantine } from "./quarantine-machine.tsx";
import { TicketShown } from "./ticket-shown.tsx";

type Ticket = NonNullable<MachineDone["ticket"]>;

/** Offers what may be done to a machine in its state. Each action asks once more before it is done. */
export function MachineActions({ machine }: { machine: MachineAnswer }) {
  const [note, setNote] = useState("");
  const [ticket, setTicket] = useState<Ticket | null>(null);
  const [chosen, setChosen] = useState<MachineAction>("quarantine");
  const noteId = useId();
  const name = nameOfMachine(machine);
  const words = texts.actions[chosen];
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
  const buttonsFor = (some: readonly MachineAction[]) =>
    some.map((action) => (
      <Button
        key={action}
        kind={isFinal(action) ? "alert" : action === "release" ? "near" : "plain"}
        small
        onPress={() => begin(action)}
      >
        {texts.actions[action].verb}
      </Button>
    ));
  const mild = actions.filter((action) => !isFinal(action));
  return (
    <Panel title={texts.act.title}>
      <div className="field">
        <label htmlFor={noteId}>
          {texts.act.reason}
          <span className="field-optional"> {formTexts.optional}</span>
        </label>
        <p className="field-hint" id={`${noteId}-hint`}>
          {texts.act.reasonHint}
        </p>
        <input
          id={noteId}
          type="text"
          aria-describedby={`${noteId}-hint`}
          value={note}
          maxLength={256}
          autoComplete="off"
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </div>
      {mild.length === 0 ? null : <div className="form-end">{buttonsFor(mild)}</div>}
      <fieldset className="final-actions">
        <legend>{texts.act.final}</legend>
        <div className="form-end">{buttonsFor(actions.filter(isFinal))}</div>
      </fieldset>
      <ConfirmChange
        change={change}
        title={words.title(name)}
        verb={words.verb}
        tone={chosen === "release" ? "near" : "alert"}
        {...(isFinal(chosen) ? { typed: makeVisible(machine.hostname).trim() } : {})}
      >
        <p>{words.says}</p>
      </ConfirmChange>
    </Panel>
  );
}
