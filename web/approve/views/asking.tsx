import { agoInWords } from "@nearside/shared/text/time-in-words.ts";
import { Suspense, useEffect, useRef, useState } from "react";
import type { Clock } from "../../clock.ts";
import type { Login, Question, TouchQuestion } from "../../data/login.ts";
import type { Problem } from "../../problem.ts";
import { Button } from "../../ui/button.tsx";
import { Named, Quoted } from "../../ui/quoted.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { useNow } from "../../ui/use-now.ts";
import { useSettled } from "../../ui/use-settled.ts";
import { whenWanted } from "../../ui/when-wanted.tsx";
import { ClaimedFacts } from "./claimed-facts.tsx";
import { KnownFacts } from "./known-facts.tsx";
import { PlaceWords } from "./place-words.tsx";

/** Characters after which the heading cuts a long command. The claims show it whole. */
const LONGEST_QUOTE_IN_HEADING = 48;

interface AskingViewProps {
  readonly login: Login;
  readonly question: TouchQuestion;
  readonly problem: Problem | undefined;
  /** True while the denial is on its way. */
  readonly denying: boolean;
  readonly clock: Clock;
  readonly onApprove: () => void;
  readonly onDeny: (alert: boolean) => void;
  /** Undefined if the extension does not sign the reason of a denial. */
  readonly onSayWhy: (() => void) | undefined;
}

export function AskingView(props: AskingViewProps) {
  const { login, question, problem, denying, clock, onApprove, onDeny, onSayWhy } = props;
  const { settled, isSettled } = useSettled(clock);
  const denyButton = useRef<HTMLButtonElement>(null);
  const { client, context } = question.facts;
  const ago = agoInWords((useNow(clock) - login.startedAt) / 1000);

  // Deny takes the focus once it can be pressed, so that a key meant for the terminal decides nothing.
  useEffect(() => {
    if (settled && isNothingChosen(document.activeElement)) denyButton.current?.focus({ preventScroll: true });
  }, [settled]);

  const [pressedEarly, setPressedEarly] = useState(false);
  const tooEarly = () => setPressedEarly(!denying);
  const guarded = (act: () => void) => () => (isSettled() ? act() : tooEarly());
  const guard = { unready: !settled || denying, onUnready: tooEarly };

  return (
    <Sheet
      wide
      tab="Approve or deny"
      titleId="verdict"
      titleClass="verdict"
      title={
        <>
          <PlaceWords facts={question.facts} ago={ago} /> by{" "}
          <Quoted text={context.command} longest={LONGEST_QUOTE_IN_HEADING} /> in&nbsp;
          <Quoted text={context.cwd} longest={LONGEST_QUOTE_IN_HEADING} />
        </>
      }
      lead={
        <p className="asker">
          <strong>
            <Named text={client.name} />
          </strong>{" "}
          wants to act as{" "}
          <strong>
            <Named text={question.claims.user.name} />
          </strong>
          .
        </p>
      }
      actions={
        <>
          {problem === undefined ? null : (
            <p className="notice notice-wait" role="alert">
              {problem.sentence}
              {problem.rules?.map(({ id, title }) => (
                <small key={id}>
                  <Named text={title ?? id} />
                </small>
              ))}
            </p>
          )}
          <p className="actions-hint" role="status">
            {pressedEarly
              ? "This page had only just come to the front, so that press did not count. Press again."
              : null}
          </p>
          <div className="actions-pair">
            <Button
              kind="solid"
              {...guard}
              describedBy="verdict"
              ref={denyButton}
              onPress={guarded(() => onDeny(false))}
            >
              {denying ? "Denying…" : "Deny"}
            </Button>
            <Button kind="near" {...guard} describedBy="verdict" onPress={guarded(onApprove)}>
              Approve
            </Button>
          </div>
          <div className="actions-more">
            {onSayWhy === undefined ? null : (
              <Button kind="quiet" small unready={denying} onPress={onSayWhy}>
                Deny and say why…
              </Button>
            )}
            <Button kind="alert" small {...guard} onPress={guarded(() => onDeny(true))}>
              I didn't start this
            </Button>
          </div>
        </>
      }
    >
      <Program facts={question.facts} />
      <Place facts={question.facts} />
      {isRuled(question) ? <RuledFacts question={question} /> : null}
      {question.posture === undefined ? null : (
        <Suspense>
          <Posture posture={question.posture} then="This login can go on all the same." />
        </Suspense>
      )}
      <div className="facts-pair">
        <KnownFacts question={question} />
        <ClaimedFacts context={context} byKeeper={question.facts.redirect !== undefined} />
      </div>
    </Sheet>
  );
}

const isNothingChosen = (element: Element | null): boolean =>
  element === null || element === document.body || element.tagName === "H1";

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

const Loaded = whenWanted(() => import("./what-rules-ask.tsx").then(({ WhatRulesAsk }) => WhatRulesAsk));

const Posture = whenWanted(() => import("./reported-posture.tsx").then(({ ReportedPosture }) => ReportedPosture));

/** Tells whether rules ask for anything of this login beyond what the person has already typed. */
const isRuled = ({ rules, claims }: Question): boolean =>
  rules.length > 0 || claims.scope !== undefined || claims.require !== undefined;

/** Shows what rules ask of this login. It is loaded by itself, because most logins never need it. */
const RuledFacts = ({ question }: { question: Question }) => (
  <Suspense>
    <Loaded question={question} />
  </Suspense>
);
