import { createContext, use } from "react";
import type { AskPasskey } from "../bridge/ask-passkey.ts";
import type { Clock } from "../clock.ts";
import type { ConsoleHttp } from "./data/http.ts";
import type { LastAnswer, SessionMachine } from "./session/session.ts";

/** What every page of the console acts through. */
export interface ConsoleParts {
  readonly askPasskey: AskPasskey;
  readonly clock: Clock;
  readonly http: ConsoleHttp;
  readonly issuer: string;
  readonly lastAnswer: LastAnswer;
  /** When the person last did something on the page. Milliseconds since the epoch. */
  readonly lastAct: { at: number };
  readonly session: SessionMachine;
}

export const ConsoleContext = createContext<ConsoleParts | undefined>(undefined);

export function useConsole(): ConsoleParts {
  const parts = use(ConsoleContext);
  if (parts === undefined) throw new Error("This stands outside of the console.");
  return parts;
}
