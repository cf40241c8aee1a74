import { createContext, use } from "react";
import type { AskPasskey } from "../bridge/ask-passkey.ts";
import type { Clock } from "../clock.ts";
import type { ConsoleHttp } from "./data/http.ts";
import type { OpenPost } from "./data/open-http.ts";
import type { LastingDrafts } from "./form/tab-drafts.ts";
import type { LastAnswer, SessionMachine } from "./session/session.ts";
import type { KeyStore } from "./session/session-key.ts";

/** What every page of the console acts through. */
export interface ConsoleParts {
  readonly askPasskey: AskPasskey;
  readonly clock: Clock;
  readonly http: ConsoleHttp;
  /** Asks without a session. */
  readonly open: OpenPost;
  /** The same in a session of its own, by that key: for who can have none of the console's. */
  readonly httpBy: (keys: KeyStore) => ConsoleHttp;
  readonly issuer: string;
  readonly lastAnswer: LastAnswer;
  readonly lasting: LastingDrafts;
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
