import {
  type Answer,
  type Ask,
  KNOWS_MARKER,
  KNOWS_REASON,
  KNOWS_REVIEW,
  MARKER,
  type PageEvent,
  pageAnswerSchema,
  pageEventSchema,
  READY_EVENT,
} from "@nearside/shared/api/page-messages.ts";
import * as v from "valibot";

/** The extension as the page sees it. Its answers prove nothing here: only what is signed counts. */
export interface Extension {
  /** Tells at once whether the extension's bridge is on this page. */
  present(): boolean;
  /** Tells whether it signs the reason of a denial. An older one does not. */
  signsReasons(): boolean;
  /** Tells whether it verifies another person's request, for a second person to answer. An older one does not. */
  reviews(): boolean;
  /** Calls back when the person's click on the icon brings the bridge. */
  onReady(ready: () => void): () => void;
  /** Calls back with what the person did in the extension's own window. */
  onEvent(happened: (event: PageEvent["event"]) => void): () => void;
  /** Sends one question. The signal ends the waiting for its answer. */
  ask(ask: Ask, signal: AbortSignal): Promise<Answer>;
}

/** Connects to the extension by `window.postMessage` on this one origin. */
export function createExtension(page: Window, origin: string): Extension {
  let questions = 0;
  const fromHere = (event: MessageEvent): boolean => event.source === page && event.origin === origin;

  const knows = (word: string): boolean =>
    (page.document.documentElement.dataset[KNOWS_MARKER] ?? "").split(" ").includes(word);

  const listen = (onData: (data: unknown) => void): (() => void) => {
    const onMessage = (event: MessageEvent) => {
      if (fromHere(event)) onData(event.data);
    };
    page.addEventListener("message", onMessage);
    return () => page.removeEventListener("message", onMessage);
  };

  return {
    present: () => page.document.documentElement.dataset[MARKER] !== undefined,
    signsReasons: () => knows(KNOWS_REASON),
    reviews: () => knows(KNOWS_REVIEW),
    onReady(ready) {
      page.document.addEventListener(READY_EVENT, ready);
      return () => page.document.removeEventListener(READY_EVENT, ready);
    },
    onEvent: (happened) =>
      listen((data) => {
        const read = v.safeParse(pageEventSchema, data);
        if (read.success) happened(read.output.event);
      }),
    ask(ask, signal) {
      questions += 1;
      const id = `page-${questions}`;
      return new Promise((resolve, reject) => {
        const stop = listen((data) => {
          // The page receives its own question too, and everything else that is posted. Only the answer to this
          // question counts.
          const read = v.safeParse(pageAnswerSchema, data);
          if (!read.success || read.output.id !== id) return;
          stop();
          resolve(read.output.answer);
        });
        signal.addEventListener("abort", () => {
          stop();
          reject(signal.reason);
        });
        page.postMessage({ nearside: 1, id, ask }, origin);
      });
    },
  };
}
