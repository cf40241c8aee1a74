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

/**
 * The time at which the server last answered in this session, and the thumbprint of the key that proved the request.
 */
export interface LastAnswer {
  at: number;
  jkt: string | undefined;
}

/**
 * Gives the moment at which the session ends, idle or at its end, whichever comes first. Milliseconds since the epoch,
 * by this browser's clock.
 */
export const endOf = (session: { readonly endsAt: number; readonly idleFor: number }, last: LastAnswer): number =>
  Math.min(session.endsAt, last.at + session.idleFor);
