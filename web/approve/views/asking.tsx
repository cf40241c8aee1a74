import type { Lease } from "@nearside/shared/oauth/lease.ts";
import { agoInWords } from "@nearside/shared/text/time-in-words.ts";
import { Suspense } from "react";
import type { Login, Question, TouchQuestion } from "../../data/login.ts";
import { approveTexts } from "../../texts/approve.tsx";
import { Named } from "../../ui/quoted.tsx";
import { useNow } from "../../ui/use-now.ts";
import { whenWanted } from "../../ui/when-wanted.tsx";
import { type Asking, AskingSheet } from "./asking-sheet.tsx";
import { ClaimedFacts } from "./claimed-facts.tsx";
import { KnownFacts } from "./known-facts.tsx";
import { PlaceWords } from "./place-words.tsx";
import { RulesAndPosture } from "./rules-and-posture.tsx";

/** Its schema stays out of the first load. */
const LEASE: Lease["type"] = "nearside_lease";

interface AskingViewProps {
  readonly login: Login;
  readonly question: TouchQuestion;
  readonly asking: Asking;
}

export function AskingView({ login, question, asking }: AskingViewProps) {
  const { client, context, authorization_details } = question.facts;
  const ago = agoInWords((useNow(asking.clock) - login.startedAt) / 1000);
  const [detail] = authorization_details;
  if (detail?.type === LEASE)
    return (
      <Suspense>
        <LeaseView question={question} asking={asking} ago={ago} />
      </Suspense>
    );
  return (
    <AskingSheet
      asking={asking}
      title={<PlaceWords facts={question.facts} ago={ago} />}
      lead={
        <p className="asker">
          {approveTexts.asking.lead({
            client: <Named text={client.name} />,
            person: <Named text={question.claims.user.name} />,
          })}
        </p>
      }
    >
      <Program facts={question.facts} />
      <Place facts={question.facts} />
      <RulesAndPosture question={question} />
      <div className="facts-pair">
        <KnownFacts question={question} />
        <ClaimedFacts context={context} byKeeper={question.facts.redirect !== undefined} />
      </div>
    </AskingSheet>
  );
}

const LeaseView = whenWanted(() => import("./lease-asked.tsx").then(({ LeaseAsked }) => LeaseAsked));

const ProgramFacts = whenWanted(() => import("./program-facts.tsx").then(({ ProgramFacts }) => ProgramFacts));

/** Shows the program that only knows a redirect, if the login is for one. It is loaded by itself, because most logins are not. */
const Program = ({ facts: { redirect, client } }: Pick<Question, "facts">) =>
  redirect === undefined ? null : (
    <Suspense>
      <ProgramFacts redirect={redirect} client={client.name} />
    </Suspense>
  );

const HostFacts = whenWanted(() => import("./place-facts.tsx").then(({ PlaceFacts }) => PlaceFacts));

/** Shows the host that the command line runs on, if it is one reached by SSH. It is loaded by itself, because most logins are not. */
const Place = ({ facts: { place, host } }: Pick<Question, "facts">) =>
  place?.kind === "ssh" ? (
    <Suspense>
      <HostFacts place={place} host={host} />
    </Suspense>
  ) : null;
