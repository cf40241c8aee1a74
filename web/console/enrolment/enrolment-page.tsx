import { type EnrolmentDetail, enrolmentsApi } from "@nearside/shared/api/console/enrolments.ts";
import type { MakeTicketsAnswer } from "@nearside/shared/api/console/tickets.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useState } from "react";
import { enrolmentTexts as texts } from "../../texts/console/enrolment.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact, Named, Quoted } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { AuthenticatorName } from "../mentions/authenticator.tsx";
import { PersonLink } from "../mentions/person.tsx";
import { useMay } from "../session/use-session.ts";
import { Badge, StateBadge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { DecideEnrolment } from "./decide-enrolment.tsx";
import { confirmedWords, copyWords, demandWords, ENROLMENT_STATES, keyWords, makerWords } from "./enrolment-words.ts";
import { MadeTickets } from "./made-tickets.tsx";

/** Seconds between two readings: the administrator may be waiting at the telephone. */
const EVERY_SECONDS = 5;

/**
 * Shows all that is known of one enrolment, for an administrator to decide. It never shows the words (protocol §3.5).
 */
export function EnrolmentPage({ params }: { params: PageParams }) {
  const id = params["enrolment"] ?? "";
  const reading = useRead(at(enrolmentsApi.view, id), {
    everySeconds: EVERY_SECONDS,
  });
  const { data } = reading;
  const title = data === undefined ? texts.page.title : texts.name(makeVisible(data.machine.hostname), data.user.name);
  return (
    <Page title={title} crumbs={[{ title: texts.page.title, href: "/console/enrolment" }]}>
      <Reading reading={reading} what={texts.page.what}>
        {(enrolment) => <ShownEnrolment enrolment={enrolment} />}
      </Reading>
    </Page>
  );
}

export function ShownEnrolment({ enrolment }: { enrolment: EnrolmentDetail }) {
  const may = useMay();
  const [made, setMade] = useState<MakeTicketsAnswer>();
  const { state, kind, user, end, confirmed } = enrolment;
  return (
    <>
      {made === undefined ? null : <MadeTickets made={made} />}
      {state === "pending" ? (
        <DecideEnrolment
          enrolment={enrolment}
          mayDecide={may("enrolments.decide")}
          mayAskAgain={may("tickets.manage")}
          onTicket={setMade}
        />
      ) : null}
      <Panel title={texts.page.facts}>
        <Details>
          <Detail name={texts.page.state}>
            <StateBadge words={ENROLMENT_STATES[state]} />
          </Detail>
          <Detail name={texts.page.person}>
            {texts.page.named(<PersonLink person={user} />, <Named text={user.display_name} />)}
          </Detail>
          <Detail name={texts.page.kind}>{texts.page.kinds[kind]}</Detail>
          <Detail name={texts.page.started}>
            <Moment at={enrolment.asked_at} />
          </Detail>
          {confirmed === null ? null : (
            <Detail name={texts.page.admitted}>
              {texts.page.admittedBy(<Moment at={confirmed.at} />, confirmedWords(confirmed))}
            </Detail>
          )}
          {end === null ? null : <Detail name={texts.page.ended}>{texts.page.endings[end.reason]}</Detail>}
          {end === null || end.note === null ? null : (
            <Detail name={texts.page.note}>
              <Quoted text={end.note} />
            </Detail>
          )}
        </Details>
      </Panel>
      <MachinePanel enrolment={enrolment} />
      <RecordedPanel enrolment={enrolment} />
      <PasskeyPanel enrolment={enrolment} />
      <TicketPanel enrolment={enrolment} />
    </>
  );
}

function MachinePanel({ enrolment }: { enrolment: EnrolmentDetail }) {
  const { machine, browser } = enrolment;
  return (
    <Panel title={texts.page.machine.title}>
      <Details>
        <Detail name={texts.page.machine.hostname}>
          <Quoted text={machine.hostname} />
        </Detail>
        <Detail name={texts.page.machine.system}>
          <Quoted text={machine.os} />
        </Detail>
        <Detail name={texts.page.machine.account}>
          {machine.account === "" ? texts.page.machine.notReported : <Quoted text={machine.account} />}
        </Detail>
        <Detail name={texts.page.machine.browser}>
          {browser === null ? texts.page.machine.noBrowser : <Quoted text={browser} />}
        </Detail>
      </Details>
    </Panel>
  );
}

function RecordedPanel({ enrolment }: { enrolment: EnrolmentDetail }) {
  const { machine, address, page_address, other_machines, device } = enrolment;
  const from = address ?? texts.page.recorded.notRecorded;
  return (
    <Panel title={texts.page.recorded.title}>
      <Details>
        <Detail name={texts.page.recorded.key}>{keyWords(machine)}</Detail>
        <Detail name={texts.page.recorded.address}>
          {page_address === null || page_address === address ? from : texts.page.recorded.addresses(from, page_address)}
        </Detail>
        <Detail name={texts.page.recorded.device}>
          <Exact text={device} />
        </Detail>
        <Detail name={texts.page.recorded.others}>
          {other_machines.length === 0 ? (
            texts.page.recorded.noOthers
          ) : (
            <ul>
              {other_machines.map(({ hostname, os, last_seen_at }) => (
                <li key={`${hostname} ${os} ${last_seen_at}`}>
                  {texts.page.recorded.other(
                    <Named text={hostname} />,
                    <Named text={os} />,
                    <Moment at={last_seen_at} />,
                  )}
                </li>
              ))}
            </ul>
          )}
        </Detail>
      </Details>
    </Panel>
  );
}

function PasskeyPanel({ enrolment: { passkey } }: { enrolment: EnrolmentDetail }) {
  if (passkey === null) return null;
  const { authenticator } = passkey;
  return (
    <Panel title={texts.page.passkey.title}>
      <Details>
        <Detail name={texts.page.passkey.model}>
          <AuthenticatorName authenticator={authenticator} />
        </Detail>
        <Detail name={texts.page.passkey.attestation}>
          {texts.page.passkey.verdict(authenticator.verdict, passkey.attestation_format)}
        </Detail>
        {authenticator.certification === null ? null : (
          <Detail name={texts.page.passkey.certified}>
            {texts.page.passkey.certification(authenticator.certification)}
          </Detail>
        )}
        {authenticator.compromise === null ? null : (
          <Detail name={texts.page.passkey.compromised}>
            <Badge tone="alert">{authenticator.compromise}</Badge>
          </Detail>
        )}
        <Detail name={texts.page.passkey.copies}>
          <Badge tone={passkey.synced ? "wait" : "near"}>{copyWords(passkey)}</Badge>
        </Detail>
      </Details>
    </Panel>
  );
}

function TicketPanel({ enrolment: { ticket } }: { enrolment: EnrolmentDetail }) {
  if (ticket === null) return null;
  return (
    <Panel title={texts.page.ticket.title}>
      <Details>
        <Detail name={texts.page.ticket.madeBy}>{makerWords(ticket)}</Detail>
        <Detail name={texts.page.ticket.made}>
          <Moment at={ticket.made_at} />
        </Detail>
        <Detail name={texts.page.ticket.requires}>{demandWords(ticket.demands)}</Detail>
        {ticket.note === null ? null : (
          <Detail name={texts.page.ticket.note}>
            <Quoted text={ticket.note} />
          </Detail>
        )}
      </Details>
    </Panel>
  );
}
