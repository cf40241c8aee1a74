import {
  admitChangeSchema,
  askAgainChangeSchema,
  type EnrolmentDetail,
  enrolmentsApi,
  refuseChangeSchema,
} from "@nearside/shared/api/console/enrolments.ts";
import type { MakeTicketsAnswer } from "@nearside/shared/api/console/tickets.ts";
import { ticketsApi } from "@nearside/shared/api/console/tickets.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useState } from "react";
import { enrolmentTexts as texts } from "../../texts/console/enrolment.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { SelectField, TextArea, TextField } from "../form/fields.tsx";
import { Notice } from "../ui/notice.tsx";
import { Panel } from "../ui/panel.tsx";
import { TICKET_LIVES } from "./enrolment-words.ts";

const STALE = [enrolmentsApi.list, enrolmentsApi.waiting, ticketsApi.list];

interface DecideProps {
  readonly enrolment: EnrolmentDetail;
  readonly mayDecide: boolean;
  readonly mayAskAgain: boolean;
  /** Receives the fresh ticket for another try. The server shows it only once, when this enrolment has ended. */
  readonly onTicket: (made: MakeTicketsAnswer) => void;
}

/**
 * Admits an enrolment by its six words, refuses it, or asks for another try. The words are typed as they are heard:
 * this page never shows them.
 */
export function DecideEnrolment({ enrolment, mayDecide, mayAskAgain, onTicket }: DecideProps) {
  const [other, setOther] = useState<"decline" | "ask_again">();
  if (!mayDecide) return null;
  return (
    <Panel title={texts.decide.title}>
      {enrolment.is_own ? (
        <Notice tone="wait" title={texts.decide.own.title}>
          <p>{texts.decide.own.says}</p>
        </Notice>
      ) : null}
      <Admit enrolment={enrolment} />
      {other === "decline" ? <Refuse enrolment={enrolment} /> : null}
      {other === "ask_again" ? <AskAgain enrolment={enrolment} onTicket={onTicket} /> : null}
      <div className="form-end">
        {other === "decline" ? null : (
          <Button kind="danger" small onPress={() => setOther("decline")}>
            {texts.decide.openRefuse}
          </Button>
        )}
        {other === "ask_again" || !mayAskAgain ? null : (
          <Button kind="plain" small onPress={() => setOther("ask_again")}>
            {texts.decide.openAskAgain}
          </Button>
        )}
      </div>
    </Panel>
  );
}

const titleOf = ({ machine, user }: EnrolmentDetail): string => texts.name(makeVisible(machine.hostname), user.name);

function Admit({ enrolment }: { enrolment: EnrolmentDetail }) {
  const { wrong_words, user } = enrolment;
  return (
    <ChangeForm
      to={at(enrolmentsApi.admit, enrolment.id)}
      schema={admitChangeSchema}
      send={texts.decide.admit}
      title={texts.decide.confirmAdmit.title(titleOf(enrolment))}
      confirm={{
        verb: texts.decide.admit,
        says: <p>{texts.decide.confirmAdmit.says(makeVisible(user.name), makeVisible(user.display_name))}</p>,
      }}
      stale={STALE}
      says={() => ({ says: texts.decide.admitted(titleOf(enrolment)) })}
    >
      <TextField
        name="words"
        label={texts.decide.words.label}
        hint={texts.decide.words.hint(makeVisible(user.display_name), wrong_words)}
        maxLength={48}
      />
    </ChangeForm>
  );
}

function Refuse({ enrolment }: { enrolment: EnrolmentDetail }) {
  return (
    <ChangeForm
      to={at(enrolmentsApi.refuse, enrolment.id)}
      schema={refuseChangeSchema}
      changeOf={({ note }) => ({ note: typeof note === "string" && note.trim() !== "" ? note : null })}
      draft={`enrolment.decline.${enrolment.id}`}
      send={texts.decide.refuse}
      sendKind="danger"
      title={texts.decide.confirmRefuse.title(titleOf(enrolment))}
      confirm={{
        verb: texts.decide.refuse,
        tone: "alert",
        says: <p>{texts.decide.confirmRefuse.says}</p>,
      }}
      stale={STALE}
      says={() => ({ says: texts.decide.refused(titleOf(enrolment)) })}
    >
      <TextArea name="note" label={texts.decide.reason} hint={texts.decide.reasonHint} rows={2} optional />
    </ChangeForm>
  );
}

function AskAgain({ enrolment, onTicket }: Pick<DecideProps, "enrolment" | "onTicket">) {
  return (
    <ChangeForm
      to={at(enrolmentsApi.askAgain, enrolment.id)}
      schema={askAgainChangeSchema}
      changeOf={({ note, seconds }) => ({ note, seconds: Number(seconds) })}
      draft={`enrolment.again.${enrolment.id}`}
      send={texts.decide.askAgain}
      title={texts.decide.confirmAskAgain.title(titleOf(enrolment))}
      confirm={{
        verb: texts.decide.confirmAskAgain.verb,
        says: <p>{texts.decide.confirmAskAgain.says}</p>,
      }}
      stale={STALE}
      says={() => ({ says: texts.decide.askedAgain(titleOf(enrolment)) })}
      onMade={({ issuer, user, ticket }) => {
        if (ticket !== null) onTicket({ issuer, tickets: [{ user, ...ticket }] });
      }}
    >
      <TextArea name="note" label={texts.decide.instructions.label} hint={texts.decide.instructions.hint} rows={2} />
      <SelectField name="seconds" label={texts.decide.seconds} choices={TICKET_LIVES} initial="900" />
    </ChangeForm>
  );
}
