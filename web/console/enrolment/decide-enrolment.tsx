import {
  askAgainChangeSchema,
  confirmChangeSchema,
  declineChangeSchema,
  type EnrolmentDetail,
  enrolmentsApi,
} from "@nearside/shared/api/console/enrolments.ts";
import type { MakeTicketsAnswer } from "@nearside/shared/api/console/tickets.ts";
import { ticketsApi } from "@nearside/shared/api/console/tickets.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useState } from "react";
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
 * Lets an enrolment in by its six words, refuses it, or asks for another try. The words are typed as they are heard:
 * this page never shows them.
 */
export function DecideEnrolment({ enrolment, mayDecide, mayAskAgain, onTicket }: DecideProps) {
  const [other, setOther] = useState<"decline" | "ask_again">();
  if (!mayDecide) return null;
  return (
    <Panel title="Let it in?">
      {enrolment.is_own ? (
        <Notice tone="wait" title="This is a machine of your own">
          <p>Somebody else types your words, unless you are the only owner with a machine.</p>
        </Notice>
      ) : null}
      <LetIn enrolment={enrolment} />
      {other === "decline" ? <Decline enrolment={enrolment} /> : null}
      {other === "ask_again" ? <AskAgain enrolment={enrolment} onTicket={onTicket} /> : null}
      <div className="form-end">
        {other === "decline" ? null : (
          <Button kind="plain" small onPress={() => setOther("decline")}>
            Don't let it in…
          </Button>
        )}
        {other === "ask_again" || !mayAskAgain ? null : (
          <Button kind="plain" small onPress={() => setOther("ask_again")}>
            Ask for another try…
          </Button>
        )}
      </div>
    </Panel>
  );
}

const titleOf = ({ machine, user }: EnrolmentDetail): string => `${makeVisible(machine.hostname)} for ${user.name}`;

function LetIn({ enrolment }: { enrolment: EnrolmentDetail }) {
  const { wrong_words, user } = enrolment;
  return (
    <ChangeForm
      to={at(enrolmentsApi.confirm, enrolment.id)}
      schema={confirmChangeSchema}
      send="Let it in"
      title={`Let in ${titleOf(enrolment)}?`}
      confirm={{
        verb: "Let it in",
        says: (
          <p>
            From then on logins that start on that machine can be approved there, in {makeVisible(user.name)}'s name.
            Did you hear the words from {makeVisible(user.display_name)} in person?
          </p>
        ),
      }}
      stale={STALE}
      says={() => ({ says: `${titleOf(enrolment)} is let in.` })}
    >
      <TextField
        name="words"
        label="The six words"
        hint={
          <>
            Call {makeVisible(user.display_name)} yourself, or meet, and have the words in their terminal read out.
            Words that came by mail or chat prove nothing.
            {wrong_words === 0
              ? ""
              : ` The words were wrong ${wrong_words === 1 ? "once" : `${wrong_words} times`} so far; the fifth time ends this enrolment.`}
          </>
        }
        maxLength={48}
      />
    </ChangeForm>
  );
}

function Decline({ enrolment }: { enrolment: EnrolmentDetail }) {
  return (
    <ChangeForm
      to={at(enrolmentsApi.decline, enrolment.id)}
      schema={declineChangeSchema}
      changeOf={({ note }) => ({ note: typeof note === "string" && note.trim() !== "" ? note : null })}
      draft={`enrolment.decline.${enrolment.id}`}
      send="Don't let it in"
      sendKind="solid"
      title={`Refuse ${titleOf(enrolment)}?`}
      confirm={{
        verb: "Refuse",
        tone: "alert",
        says: <p>It ends, and its keys can never come in again. To enrol after all, the person needs a new ticket.</p>,
      }}
      stale={STALE}
      says={() => ({ says: `${titleOf(enrolment)} was not let in.` })}
    >
      <TextArea name="note" label="Why" hint="The person reads it in their terminal." rows={2} optional />
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
      send="Ask for another try"
      title={`Ask again for ${titleOf(enrolment)}?`}
      confirm={{
        verb: "Ask again",
        says: <p>This try ends. For a machine there is a new ticket, which asks for the same and is shown once.</p>,
      }}
      stale={STALE}
      says={() => ({ says: `${titleOf(enrolment)} is to be tried again.` })}
      onMade={({ issuer, user, ticket }) => {
        if (ticket !== null) onTicket({ issuer, tickets: [{ user, ...ticket }] });
      }}
    >
      <TextArea name="note" label="What to do otherwise" hint="The person reads it in their terminal." rows={2} />
      <SelectField name="seconds" label="The new ticket can be used for" choices={TICKET_LIVES} initial="900" />
    </ChangeForm>
  );
}
