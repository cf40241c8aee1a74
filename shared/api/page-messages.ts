import * as v from "valibot";
import { userSchema } from "../claims.ts";
import { randomIdSchema, sha256TextSchema, userIdSchema } from "../ids.ts";
import { jwsSchema } from "../signing/jws.ts";
import { MAX_FACTS_LENGTH } from "../statements/facts.ts";
import { sentenceSchema } from "../text/label.ts";
import { metSchema } from "./login-requests.ts";

// Messages between the issuer's page and the extension's content script, by window.postMessage on one origin. Neither
// side trusts the other: only signatures count.

/** `document.documentElement.dataset.nearside` = extension version, set before the page's scripts run. */
export const MARKER = "nearside";
/**
 * `document.documentElement.dataset.nearsideKnows` = what the extension knows beyond its first version, words with spaces between them.
 * An extension never answers a question with a member that it does not know, so the page looks here first.
 */
export const KNOWS_MARKER = "nearsideKnows";
/** The extension signs the reason of a denial. */
export const KNOWS_REASON = "deny_reason";
/** The extension verifies another person's request, and signs what a second person answers (protocol §11). */
export const KNOWS_REVIEW = "review";
/** Dispatched on `document` when the bridge was injected later, by a click on the icon. */
export const READY_EVENT = "nearside-ready";

/** The extension tells this without a question. `review_ended`: its window signed an answer, or was closed; the page asks which. */
const eventSchema = v.picklist(["enrolment_confirmed", "enrolment_cancelled", "review_ended"]);

/** Says what a second person is about to do with a request (protocol §11). */
export const reviewWishSchema = v.picklist(["approve", "refuse", "ask"]);
export type ReviewWish = v.InferOutput<typeof reviewWishSchema>;

/** Characters of JSON: a chain, an enrolment with its further passkeys, and what was asked and answered. */
const MAX_REVIEW_LENGTH = 400_000;
/** Another person's request rests on this. The page carries it unread, and the extension verifies it all (`evidence/review.ts`). */
export const carriedReviewSchema = v.pipe(
  v.looseObject({ login: v.looseObject({}) }),
  v.check((review) => JSON.stringify(review).length <= MAX_REVIEW_LENGTH),
);

/** The newest of those that one browser has with one server. */
export const MOST_ACCOUNTS = 16;

/** The questions of the page. */
export const askSchema = v.variant("kind", [
  /** Meet the command line of this login (protocol §4.3). */
  v.strictObject({ kind: v.literal("meet"), request: jwsSchema, nonce: jwsSchema }),
  /** Verify and show this decision in the extension's own window (protocol §4.5). */
  v.strictObject({
    kind: v.literal("decision"),
    request: jwsSchema,
    decision: jwsSchema,
    facts: v.pipe(v.string(), v.maxLength(MAX_FACTS_LENGTH)),
  }),
  /** Sign a denial of the login this extension met. `request_hash` = H(request). */
  v.strictObject({
    kind: v.literal("deny"),
    request_hash: sha256TextSchema,
    /** It is sent only to an extension that knows it. */
    reason: v.exactOptional(sentenceSchema),
  }),
  /** The login has ended: the extension clears what it shows. */
  v.strictObject({ kind: v.literal("settled"), request_hash: sha256TextSchema }),
  /** Open the extension's own window for this enrolment (protocol §3.3). The page asks after its icon was clicked. */
  v.strictObject({ kind: v.literal("enrol"), enrolment_request: jwsSchema }),
  /** After `enrolment_confirmed`: meet the command line, with a fresh nonce. */
  v.strictObject({ kind: v.literal("meet_enrolment"), enrolment_request: jwsSchema, nonce: jwsSchema }),
  /** Sign that a page of this server, in this browser, asks to be signed in to the console (protocol §8). */
  v.strictObject({ kind: v.literal("sign_in"), nonce: randomIdSchema }),
  /** Sign that a program of this machine sent this browser here with what it asks for (protocol §6). */
  v.strictObject({ kind: v.literal("redirect"), authorization: jwsSchema }),
  /**
   * Verify all that another person's request rests on, and show it in the extension's own window, where this browser's person
   * answers it (protocol §11). What they type is typed there: no page puts words into anybody's mouth.
   */
  v.strictObject({
    kind: v.literal("review"),
    co_decision: jwsSchema,
    review: carriedReviewSchema,
    wish: reviewWishSchema,
  }),
  /** Asks what was signed in that window for this co-decision. The page asks after `review_ended`. */
  v.strictObject({ kind: v.literal("reviewed"), co_decision_hash: sha256TextSchema }),
  /** Each repeats the question with the person's choice among `accounts`. */
  v.strictObject({ kind: v.literal("redirect_as"), authorization: jwsSchema, user: userIdSchema }),
  v.strictObject({ kind: v.literal("sign_in_as"), nonce: randomIdSchema, user: userIdSchema }),
]);
export type Ask = v.InferOutput<typeof askSchema>;

/** Holds what a second person signed in the extension's own window; null if nothing was signed, or is not yet. */
export const reviewedSchema = v.nullable(
  v.variant("did", [
    v.strictObject({ did: v.literal("approve"), co_review: jwsSchema }),
    v.strictObject({ did: v.literal("refuse"), co_refusal: jwsSchema }),
    v.strictObject({ did: v.literal("ask"), co_question: jwsSchema }),
  ]),
);
export type ReviewedAnswer = v.InferOutput<typeof reviewedSchema>;

/** The answers of the extension. `refused.code` is a refusal code of chain/refusal.ts. */
export const answerSchema = v.variant("kind", [
  v.strictObject({ kind: v.literal("met"), ...metSchema.entries }),
  v.strictObject({ kind: v.literal("shown") }),
  v.strictObject({ kind: v.literal("denial"), denial: jwsSchema }),
  v.strictObject({ kind: v.literal("cleared") }),
  v.strictObject({ kind: v.literal("window_opened") }),
  v.strictObject({ kind: v.literal("redirect_asked"), ask: jwsSchema }),
  v.strictObject({ kind: v.literal("signed_in"), sign_in: jwsSchema }),
  v.strictObject({ kind: v.literal("reviewed"), signed: reviewedSchema }),
  /** This browser is enrolled for several people with this server, and the person has to choose. */
  v.strictObject({
    kind: v.literal("accounts"),
    users: v.pipe(v.array(userSchema), v.minLength(2), v.maxLength(MOST_ACCOUNTS)),
  }),
  v.strictObject({ kind: v.literal("refused"), code: v.pipe(v.string(), v.maxLength(64)) }),
]);
export type Answer = v.InferOutput<typeof answerSchema>;

const idSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
/** The page sends this to the content script. */
export const pageAskSchema = v.strictObject({ nearside: v.literal(1), id: idSchema, ask: askSchema });
/** The content script answers the page with this. */
export const pageAnswerSchema = v.strictObject({ nearside: v.literal(1), id: idSchema, answer: answerSchema });
/** The content script sends this to the page without a question: the person's answer in the extension's own window. */
export const pageEventSchema = v.strictObject({ nearside: v.literal(1), event: eventSchema });
export type PageEvent = v.InferOutput<typeof pageEventSchema>;
