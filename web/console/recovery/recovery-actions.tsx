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
import { recoveryTexts as texts } from "../../texts/console/recovery.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { useNow } from "../../ui/use-now.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { DangerousAction, DangerPanel } from "../change/danger-panel.tsx";
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
  const who = makeVisible(texts.who(recovery.user.display_name, recovery.user.name));
  const agree = useChange({
    stale: STALE,
    says: () => ({ says: texts.agree.done(who) }),
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
        <Panel title={texts.agree.title}>
          <p>{texts.agree.says(who)}</p>
          <Button
            kind="near"
            small
            onPress={() => agree.begin({ to: at(recoveriesApi.agree, recovery.id), change: {} })}
          >
            {texts.agree.send}
          </Button>
        </Panel>
      ) : null}
      {actions.ticket ? (
        <Panel title={texts.ticket.title}>
          <p>{texts.ticket.says}</p>
          <Button
            kind="near"
            small
            onPress={() => issue.begin({ to: at(recoveriesApi.ticket, recovery.id), change: {} })}
          >
            {texts.ticket.send}
          </Button>
        </Panel>
      ) : null}
      {actions.stop ? <Stop id={recovery.id} who={who} /> : null}
      <ConfirmChange change={agree} title={texts.agree.confirm.title(who)} verb={texts.agree.send}>
        <p>{texts.agree.confirm.says}</p>
      </ConfirmChange>
      <ConfirmChange change={issue} title={texts.ticket.confirm.title(who)} verb={texts.ticket.send}>
        <p>{texts.ticket.confirm.says}</p>
      </ConfirmChange>
    </>
  );
}

function Stop({ id, who }: { id: string; who: string }) {
  return (
    <DangerPanel>
      <DangerousAction title={texts.stop.title} says={texts.stop.says}>
        <ChangeForm
          to={at(recoveriesApi.stop, id)}
          schema={stopRecoverySchema}
          changeOf={({ note }) => ({ note: typeof note === "string" && note.trim() !== "" ? note : null })}
          draft={`recovery.stop.${id}`}
          send={texts.stop.send}
          sendKind="danger"
          title={texts.stop.confirm(who)}
          confirm={{ verb: texts.stop.verb, tone: "alert", says: <p>{texts.stop.says}</p> }}
          stale={STALE}
          says={() => ({ says: texts.stop.done(who) })}
        >
          <TextField
            name="note"
            label={texts.stop.reason.label}
            optional
            hint={texts.stop.reason.hint}
            maxLength={256}
          />
        </ChangeForm>
      </DangerousAction>
    </DangerPanel>
  );
}
