import { Suspense } from "react";
import type { Question } from "../data/login.ts";
import { whenWanted } from "../ui/when-wanted.tsx";

const Loaded = whenWanted(() => import("./what-rules-ask.tsx").then(({ WhatRulesAsk }) => WhatRulesAsk));

/** Whether rules ask for anything of this login that the person has not typed away already. */
export const isRuled = ({ rules, claims }: Question): boolean =>
  rules.length > 0 || claims.scope !== undefined || claims.require !== undefined;

/** What rules ask of this login, where they ask for anything. Most logins never load it. */
export const RuledFacts = ({ question }: { question: Question }) => (
  <Suspense>
    <Loaded question={question} />
  </Suspense>
);
