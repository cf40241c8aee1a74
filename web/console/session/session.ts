import { createMachine, type Machine } from "../../machine.ts";
import { type SessionParts, sessionEffect } from "./session-effects.ts";
import { reduceSession } from "./session-reducer.ts";
import type { SessionEvent, SessionState } from "./session-state.ts";

export type SessionMachine = Machine<SessionState, SessionEvent>;

export const startSession = (parts: SessionParts): SessionMachine =>
  createMachine<SessionState, SessionEvent>({
    initial: { at: "opening", former: undefined },
    reduce: reduceSession,
    effect: (state, signal) => sessionEffect(state, parts, signal),
  });

/** When this session was last asked for something, and by which key. */
export interface LastAnswer {
  at: number;
  jkt: string | undefined;
}

/** When an idle session ends by this browser's clock, or all of it, whichever comes first. Milliseconds since the epoch. */
export const endOf = (session: { readonly endsAt: number; readonly idleFor: number }, last: LastAnswer): number =>
  Math.min(session.endsAt, last.at + session.idleFor);
