import {
  type Answer,
  type Ask,
  KNOWS_MARKER,
  KNOWS_REASON,
  KNOWS_REVIEW,
  MARKER,
  type PageEvent,
  type pageAnswerSchema,
  pageAskSchema,
  READY_EVENT,
} from "@nearside/shared/api/page-messages.ts";
import * as v from "valibot";

/** The two ends: the page, and the background. */
interface Ends {
  readonly page: Window;
  readonly version: string;
  /** Asks the background; rejects if it does not answer. */
  readonly ask: (ask: Ask) => Promise<Answer>;
  /** True while this script belongs to a running extension: an update or a reload leaves the old script behind. */
  readonly alive: () => boolean;
}

export interface Bridge {
  readonly alive: () => boolean;
  /** Announces the bridge to the page, if need be again. */
  announce(): void;
  tell(event: PageEvent["event"]): void;
}

/**
 * Carries messages between the page of this very window and origin, and the background; nothing else (threat B4). It
 * judges nothing and knows no secret.
 */
export function openBridge({ page, version, ask, alive }: Ends): Bridge {
  const { origin } = page.location;
  const post = (message: v.InferInput<typeof pageAnswerSchema> | PageEvent) => page.postMessage(message, origin);

  const onMessage = async (event: MessageEvent): Promise<void> => {
    if (event.source !== page || event.origin !== origin) return;
    if (!alive()) return page.removeEventListener("message", onMessage);
    const read = v.safeParse(pageAskSchema, event.data);
    if (!read.success) return; // one of the page's own messages, or of our answers to it
    const answer = await answerTo(read.output.ask);
    if (alive()) post({ nearside: 1, id: read.output.id, answer });
  };

  const answerTo = async (question: Ask): Promise<Answer> => {
    try {
      return await ask(question);
    } catch {
      return { kind: "refused", code: "unreachable" };
    }
  };

  page.addEventListener("message", onMessage);
  return {
    alive,
    announce() {
      page.document.documentElement.dataset[KNOWS_MARKER] = `${KNOWS_REASON} ${KNOWS_REVIEW}`;
      page.document.documentElement.dataset[MARKER] = version;
      page.document.dispatchEvent(new Event(READY_EVENT));
    },
    tell: (event) => post({ nearside: 1, event }),
  };
}
