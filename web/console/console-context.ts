import { createContext, use } from "react";
import type { AskPasskey } from "../bridge/ask-passkey.ts";
import type { Extension } from "../bridge/extension.ts";
import type { Clock } from "../clock.ts";
import type { ConsoleHttp } from "./wire/http.ts";
import type { OpenPost } from "./wire/open-http.ts";
import type { KeyStore } from "./wire/session-key.ts";

/** Everything that a page of the console may act through. */
export interface ConsoleParts {
  readonly askPasskey: AskPasskey;
  readonly clock: Clock;
  readonly extension: Extension;
  readonly http: ConsoleHttp;
  /** Sends a request without a session. */
  readonly open: OpenPost;
  /** Sends requests in a session of its own, by that key: for people who cannot sign in to the console. */
  readonly httpBy: (keys: KeyStore) => ConsoleHttp;
  readonly issuer: string;
  /** The time at which the person last did something on the page. Milliseconds since the epoch. */
  readonly lastAct: { at: number };
}

export const ConsoleContext = createContext<ConsoleParts | undefined>(undefined);

/** @throws Error outside of the console */
export function useConsole(): ConsoleParts {
  const parts = use(ConsoleContext);
  if (parts === undefined) throw new Error("This is used outside of the console.");
  return parts;
}
