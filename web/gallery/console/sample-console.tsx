import type { Addressed, JsonEntry, OutputOf } from "@nearside/shared/api/entry.ts";
import type { Role } from "@nearside/shared/roles.ts";
import { type ReactNode, useState } from "react";
import * as v from "valibot";
import { Router } from "wouter";
import { memoryLocation } from "wouter/memory-location";
import type { Clock } from "../../clock.ts";
import { tabDrafts } from "../../console/form/tab-drafts.ts";
import type { ConsolePage } from "../../console/layout/sections.ts";
import { PAGES } from "../../console/pages.ts";
import { ConsoleProblem } from "../../console/problem.ts";
import type { Session, SessionState } from "../../console/session/session-state.ts";
import { Console } from "../../console/shell/console.tsx";
import type { ConsoleHttp } from "../../console/wire/http.ts";

// This is the real console, in front of a server that only gives a sample's answers.

/** The answers to readings by path: a value, a problem, or `NEVER`. */
export type SampleAnswers = Readonly<Record<string, unknown>>;
export const NEVER = Symbol("never answered");

interface SampleProps {
  readonly clock: Clock;
  /** The address of the page, with its query. */
  readonly path: string;
  readonly as?: Role;
  readonly answers?: SampleAnswers;
  /** The problem in which every other reading ends; without it such a reading never ends. */
  readonly otherwise?: ConsoleProblem;
  /** Takes the place of the page at the sample's path. */
  readonly shown?: () => ReactNode;
  /** Gives another state of the session than that of somebody who is signed in. */
  readonly state?: (session: Session) => SessionState;
  /** Milliseconds since the server was last asked. */
  readonly idleSince?: number;
}

const IDLE_MILLISECONDS = 30 * 60_000;

export function SampleConsole(props: SampleProps) {
  const { clock, path, shown, idleSince = 0 } = props;
  const [parts] = useState(() => {
    return {
      askPasskey: () => new Promise<never>(() => undefined),
      clock,
      extension: {
        present: () => true,
        signsReasons: () => true,
        reviews: () => true,
        onReady: () => () => undefined,
        onEvent: () => () => undefined,
        ask: () => new Promise<never>(() => undefined),
      },
      http: httpOf(props.answers ?? {}, props.otherwise),
      httpBy: () => httpOf(props.answers ?? {}, props.otherwise),
      open: () => new Promise<never>(() => undefined),
      issuer: "https://login.acme.example",
      lastAct: { at: clock.now() },
    };
  });
  const [{ session, lastAnswer, lasting }] = useState(() => {
    const signedIn = sessionOf(props);
    const state: SessionState = props.state?.(signedIn) ?? {
      at: "signed_in",
      session: signedIn,
      problem: undefined,
      former: signedIn,
    };
    return {
      session: { state: () => state, subscribe: () => () => undefined, send: () => undefined },
      lastAnswer: { at: clock.now() - idleSince, jkt: undefined },
      lasting: tabDrafts(() => {
        throw new Error("a sample keeps nothing");
      }),
    };
  });
  const [place] = useState(() => memoryLocation({ path }));
  const pages = shown === undefined ? PAGES : [pageOf(path.replace(/\?.*$/, ""), shown), ...PAGES];
  return (
    <Router hook={place.hook} searchHook={place.searchHook}>
      <Console parts={parts} session={session} lastAnswer={lastAnswer} lasting={lasting} pages={pages} />
    </Router>
  );
}

const pageOf = (path: string, shown: () => ReactNode): ConsolePage => ({
  path,
  permission: "account",
  load: async () => shown,
});

const sessionOf = ({ clock, as = "owner" }: SampleProps): Session => ({
  user: { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "ada", display_name: "Ada Lovelace", role: as },
  machine: { device: "A".repeat(43), hostname: "ada-laptop", browser: "Chromium 140" },
  signedInAt: clock.now() - 3_600_000,
  endsAt: clock.now() + 7 * 3_600_000,
  idleFor: IDLE_MILLISECONDS,
});

const httpOf = (answers: SampleAnswers, otherwise: ConsoleProblem | undefined): ConsoleHttp => {
  const answerOf = async <E extends JsonEntry & Addressed>({ address, output }: E): Promise<OutputOf<E>> => {
    const answer = answers[address] ?? otherwise;
    if (answer === NEVER || answer === undefined) return new Promise<never>(() => undefined);
    if (answer instanceof ConsoleProblem) throw answer;
    return v.parse(output, answer);
  };
  return {
    get: answerOf,
    post: answerOf,
    change: answerOf,
    file: () => new Promise<never>(() => undefined),
  };
};
