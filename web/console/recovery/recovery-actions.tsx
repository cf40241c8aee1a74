import {
  type RecoveryRow,
  recoveriesApi,
  type recoveryTicketSchema,
  stopRecoverySchema,
} from "@nearside/shared/api/console/recovery.ts";
import { ticketsApi } from "@nearside/shared/api/console/tickets.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useState } from "react";
import type * as v from "valibot";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { useNow } from "../../ui/use-now.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useConsole } from "../console-context.ts";
import { TextField } from "../form/fields.tsx";
import { TicketShown } from "../machines/ticket-shown.tsx";
import { useMay, useSession } from "../session/use-session.ts";
import { Panel } from "../ui/panel.tsx";
import { actionsFor } from "./recovery-words.ts";

const STALE = [recoveriesApi.list, ticketsApi.list];

/** Offers what the signed-in person may do about a recovery now. */
export function RecoveryActions({ recovery }: { recovery: RecoveryRow }) {
  const { clock } = useConsole();
  const now = useNow(clock);
  const may = useMay();
  const [ticket, setTicket] = useState<v.InferOutput<typeof recoveryTicketSchema>>();
  const who = makeVisible(`${recovery.user.display_name} (${recovery.user.name})`);
  const agree = useChange({
    stale: STALE,
    says: () => ({ says: `The cooling time of ${who} runs.` }),
  });
  const issue = useChange<typeof recoveriesApi.ticket>({ stale: STALE, onMade: setTicket });
  const me = {
    id: useSession().user.id,
    mayStart: may("recovery.start"),
    maySecond: may("recovery.second"),
  };
  const actions = actionsFor(recovery, me, now);
  if (ticket !== undefined) return <TicketShown ticket={ticket} onDone={() => setTicket(undefined)} />;
  return (
    <>
      {actions.agree ? (
        <Panel title="Agree, as the second one">
          <p>Make sure yourself that this is {who}, and not only that your colleague says so.</p>
          <Button
            kind="near"
            small
            onPress={() => agree.begin({ to: at(recoveriesApi.agree, recovery.id), change: {} })}
          >
            Agree
          </Button>
        </Panel>
      ) : null}
      {actions.ticket ? (
        <Panel title="The ticket">
          <p>The cooling time is over. The ticket is shown once and lives for 15 minutes; an earlier one ends.</p>
          <Button
            kind="near"
            small
            onPress={() => issue.begin({ to: at(recoveriesApi.ticket, recovery.id), change: {} })}
          >
            Make the ticket
          </Button>
        </Panel>
      ) : null}
      {actions.stop ? <Stop id={recovery.id} who={who} /> : null}
      <ConfirmChange change={agree} title={`Agree to the recovery of ${who}?`} verb="Agree">
        <p>You vouch for it. The person is told, and can stop it while the cooling time runs.</p>
      </ConfirmChange>
      <ConfirmChange change={issue} title={`Make the ticket for ${who}?`} verb="Make the ticket">
        <p>Whoever has it can enrol a machine in their name, which then waits for its six words.</p>
      </ConfirmChange>
    </>
  );
}

function Stop({ id, who }: { id: string; who: string }) {
  return (
    <Panel title="Stop it">
      <p>
        A ticket that was made ends, and so does a machine that waits. What was quarantined stays so until it is
        released.
      </p>
      <ChangeForm
        to={at(recoveriesApi.stop, id)}
        schema={stopRecoverySchema}
        changeOf={({ note }) => ({ note: typeof note === "string" && note.trim() !== "" ? note : null })}
        draft={`recovery.stop.${id}`}
        send="Stop"
        sendKind="plain"
        title={`Stop the recovery of ${who}?`}
        confirm={{ verb: "Stop", tone: "alert" }}
        stale={STALE}
        says={() => ({ says: `The recovery of ${who} is stopped.` })}
      >
        <TextField name="note" label="Why" optional hint="Stands in the security log." maxLength={256} />
      </ChangeForm>
    </Panel>
  );
}
