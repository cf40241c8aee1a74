import { Suspense } from "react";
import type { Question, TouchQuestion } from "../../data/login.ts";
import { whenWanted } from "../../ui/when-wanted.tsx";

const RuledFacts = whenWanted(() => import("./what-rules-ask.tsx").then(({ WhatRulesAsk }) => WhatRulesAsk));

const Posture = whenWanted(() => import("./reported-posture.tsx").then(({ ReportedPosture }) => ReportedPosture));

/** Shows what rules ask of this login, and what is wrong with the machine. Both are loaded by themselves: most logins need neither. */
export const RulesAndPosture = ({ question }: { question: TouchQuestion }) => (
  <>
    {isRuled(question) ? (
      <Suspense>
        <RuledFacts question={question} />
      </Suspense>
    ) : null}
    {question.posture === undefined ? null : (
      <Suspense>
        <Posture posture={question.posture} then="continue" />
      </Suspense>
    )}
  </>
);

/** Tells whether rules ask for anything of this login beyond what the person has already typed. */
const isRuled = ({ rules, claims }: Question): boolean =>
  rules.length > 0 || claims.scope !== undefined || claims.require !== undefined;
