import { answerSchema, askSchema, pageEventSchema } from "@nearside/shared/api/page-messages.ts";
import { enrolmentIdSchema, sha256TextSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";

// Messages between the extension's contexts: request → answer. Each context answers one list and nothing else;
// background/asker.ts says who may send which.

/** The messages that the background answers. */
const BACKGROUND_ANSWERS = {
  /** content script: the page asks. */
  page_ask: {
    request: v.strictObject({ kind: v.literal("page_ask"), ask: askSchema }),
    answer: answerSchema,
  },
  /** content script: it runs on a page of a login, which will ask for the command line soon. */
  login_opened: {
    request: v.strictObject({ kind: v.literal("login_opened") }),
    answer: v.literal("noted"),
  },
  /** popup: the icon was clicked on this page. The meaning depends on the page (protocol §3.3). */
  icon_clicked: {
    request: v.strictObject({
      kind: v.literal("icon_clicked"),
      tab: v.pipe(v.number(), v.integer()),
      url: v.pipe(v.string(), v.maxLength(2048)),
    }),
    answer: v.picklist(["bridged", "not_bridged", "other_page"]),
  },
  /** own window: the person confirmed or cancelled, and the background tells the page. */
  enrolment_answered: {
    request: v.strictObject({
      kind: v.literal("enrolment_answered"),
      enrolment: enrolmentIdSchema,
      event: pageEventSchema.entries.event,
    }),
    answer: v.literal("told"),
  },
  /** own window: the person has signed an answer as second person, and the background tells the page. */
  review_answered: {
    request: v.strictObject({ kind: v.literal("review_answered"), co_decision_hash: sha256TextSchema }),
    answer: v.literal("told"),
  },
  /** popup, own window, options: enrolments or permissions changed, so the bridges have to change. */
  issuers_changed: {
    request: v.strictObject({ kind: v.literal("issuers_changed") }),
    answer: v.literal("noted"),
  },
} as const;

/** The messages that the content script answers. */
export const CONTENT_ANSWERS = {
  page_event: {
    request: v.strictObject({ kind: v.literal("page_event"), event: pageEventSchema.entries.event }),
    answer: v.literal("posted"),
  },
} as const;

type AnswerOf<Kind extends keyof typeof BACKGROUND_ANSWERS> = v.InferOutput<
  (typeof BACKGROUND_ANSWERS)[Kind]["answer"]
>;

export const toBackgroundSchema = v.variant("kind", [
  BACKGROUND_ANSWERS.page_ask.request,
  BACKGROUND_ANSWERS.login_opened.request,
  BACKGROUND_ANSWERS.icon_clicked.request,
  BACKGROUND_ANSWERS.enrolment_answered.request,
  BACKGROUND_ANSWERS.review_answered.request,
  BACKGROUND_ANSWERS.issuers_changed.request,
]);
export type ToBackground = v.InferOutput<typeof toBackgroundSchema>;

/** The number of tries before the background counts as silent: the worker may die on the way, and starts again. */
const TRIES = 3;

/**
 * Asks the background and reads its answer. Every request may be repeated: a worker that died left nothing half done.
 *
 * @param send `runtime.sendMessage`
 * @throws if no answer came, or if it has another form
 */
export async function askBackground<Kind extends ToBackground["kind"]>(
  send: (message: unknown) => Promise<unknown>,
  request: Extract<ToBackground, { kind: Kind }>,
): Promise<AnswerOf<Kind>> {
  const schema: v.GenericSchema<unknown, AnswerOf<Kind>> = BACKGROUND_ANSWERS[request.kind].answer;
  for (let tries = 1; ; tries += 1) {
    try {
      return v.parse(schema, await send(request));
    } catch (cause) {
      if (tries === TRIES) throw cause;
    }
  }
}
