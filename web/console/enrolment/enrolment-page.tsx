import { type EnrolmentDetail, enrolmentsApi } from "@nearside/shared/api/console/enrolments.ts";
import type { MakeTicketsAnswer } from "@nearside/shared/api/console/tickets.ts";
import { END_SENTENCES } from "@nearside/shared/api/enrolment-end.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useState } from "react";
import { Link } from "wouter";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact, Named, Quoted } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { AuthenticatorName } from "../mentions/authenticator.tsx";
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
  const title = data === undefined ? "Enrolment" : `${makeVisible(data.machine.hostname)} for ${data.user.name}`;
  return (
    <Page title={title} crumbs={[{ title: "Enrolment", href: "/console/enrolment" }]}>
      <Reading reading={reading} what="the enrolment">
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
      <Panel title="The enrolment">
        <Details>
          <Detail name="State">
            <StateBadge words={ENROLMENT_STATES[state]} />
          </Detail>
          <Detail name="For">
            <Named text={user.display_name} /> (
            {may("people.read") ? (
              <Link href={`/console/people/${user.id}`}>
                <Named text={user.name} />
              </Link>
            ) : (
              <Named text={user.name} />
            )}
            )
          </Detail>
          <Detail name="What">{kind === "machine" ? "A new machine" : "A further browser of a machine"}</Detail>
          <Detail name="Asked">
            <Moment at={enrolment.asked_at} />
          </Detail>
          {confirmed === null ? null : (
            <Detail name="Let in">
              <Moment at={confirmed.at} />, by {confirmedWords(confirmed)}
            </Detail>
          )}
          {end === null ? null : (
            <Detail name="Ended">
              {END_SENTENCES[end.reason]} {end.note === null ? null : <Quoted text={end.note} />}
            </Detail>
          )}
        </Details>
      </Panel>
      <MachinePanel enrolment={enrolment} />
      <PasskeyPanel enrolment={enrolment} />
      <TicketPanel enrolment={enrolment} />
    </>
  );
}

function MachinePanel({ enrolment }: { enrolment: EnrolmentDetail }) {
  const { machine, browser, address, page_address, other_machines, device } = enrolment;
  return (
    <Panel title="What the machine says of itself">
      <Details>
        <Detail name="Host name">
          <Quoted text={machine.hostname} />
        </Detail>
        <Detail name="System">
          <Quoted text={machine.os} />
        </Detail>
        <Detail name="Account">{machine.account === "" ? "not said" : <Quoted text={machine.account} />}</Detail>
        <Detail name="Its key">{keyWords(machine)}</Detail>
        <Detail name="Browser">{browser === null ? "none has met it" : <Quoted text={browser} />}</Detail>
        <Detail name="Network">
          {address ?? "not recorded"}
          {page_address === null || page_address === address ? "" : `; its browser from ${page_address}`}
        </Detail>
        <Detail name="Device">
          <Exact text={device} />
        </Detail>
        <Detail name="Other machines">
          {other_machines.length === 0 ? (
            "none in force"
          ) : (
            <ul>
              {other_machines.map(({ hostname, os, last_seen_at }) => (
                <li key={`${hostname} ${os} ${last_seen_at}`}>
                  <Named text={hostname} />, <Named text={os} />, seen <Moment at={last_seen_at} />
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
    <Panel title="The passkey">
      <Details>
        <Detail name="Authenticator">
          <AuthenticatorName authenticator={authenticator} />
        </Detail>
        <Detail name="Attestation">
          {authenticator.verdict} ({passkey.attestation_format})
        </Detail>
        {authenticator.certification === null ? null : (
          <Detail name="Certified">FIDO {authenticator.certification}</Detail>
        )}
        {authenticator.compromise === null ? null : (
          <Detail name="Reported">
            <Badge tone="alert">{authenticator.compromise}</Badge>
          </Detail>
        )}
        <Detail name="It">
          <Badge tone={passkey.synced ? "wait" : "near"}>{copyWords(passkey)}</Badge>
        </Detail>
      </Details>
    </Panel>
  );
}

function TicketPanel({ enrolment: { ticket } }: { enrolment: EnrolmentDetail }) {
  if (ticket === null) return null;
  return (
    <Panel title="The ticket">
      <Details>
        <Detail name="Made by">{makerWords(ticket)}</Detail>
        <Detail name="When">
          <Moment at={ticket.made_at} />
        </Detail>
        <Detail name="Asked for">{demandWords(ticket.demands).join("; ") || "what the policy asks"}</Detail>
        <Detail name="Note">{ticket.note === null ? "none" : <Quoted text={ticket.note} />}</Detail>
      </Details>
    </Panel>
  );
}
