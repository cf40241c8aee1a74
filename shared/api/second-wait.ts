import * as v from "valibot";
import { secondsSchema, userSchema } from "../claims.ts";
import { jwsSchema } from "../signing/jws.ts";
import { MOST_QUESTIONS } from "../statements/co-decision.ts";

/** The most people who are named as asked; a rule may name a group of more. */
export const MOST_ASKED = 16;

/** The most people who are counted as asked: nobody reads whether a group has five hundred or five thousand. */
export const MOST_COUNTED = 100;

const countSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/**
 * A person whom a rule names and who does not count yet, because the person who wants the login admitted them of late (protocol §11.1).
 * `counts_from` in epoch seconds, by the server's clock.
 */
const newcomerSchema = v.strictObject({ name: v.pipe(v.string(), v.maxLength(128)), counts_from: secondsSchema });
export type Newcomer = v.InferOutput<typeof newcomerSchema>;

/** Those who count first come first. */
export const newcomersSchema = v.pipe(v.array(newcomerSchema), v.maxLength(MOST_ASKED));

/**
 * A login that its person has approved, and that waits for further people (protocol §11), as its command line and its page are
 * told. Times in epoch seconds, by the server's clock.
 */
export const secondWaitSchema = v.strictObject({
  /** It differs whenever anything of this does: `known_second` of the next poll. */
  version: countSchema,
  /** Names of the people who are asked, and how many there are in all: {@link MOST_COUNTED} stands for as many or more. */
  asked: v.pipe(v.array(v.pipe(v.string(), v.maxLength(128))), v.maxLength(MOST_ASKED)),
  asked_total: countSchema,
  /** People whom the rule names too and who do not count yet. It is left out where there are none. */
  newcomers: v.exactOptional(newcomersSchema),
  /** So many of them have to approve at the least, and so many have. One who is in two lists counts for both. */
  quorum: countSchema,
  have: countSchema,
  since: secondsSchema,
  until: secondsSchema,
  /** Questions that wait for an answer. */
  questions: v.pipe(v.array(v.strictObject({ from: userSchema, co_question: jwsSchema })), v.maxLength(MOST_QUESTIONS)),
});
export type SecondWait = v.InferOutput<typeof secondWaitSchema>;
