import { carriedReviewSchema, reviewedSchema, reviewWishSchema } from "@nearside/shared/api/page-messages.ts";
import { issuerSchema, secondsSchema } from "@nearside/shared/claims.ts";
import { enrolmentIdSchema, requestIdSchema, sha256TextSchema } from "@nearside/shared/ids.ts";
import { serverKeySchema } from "@nearside/shared/oauth/metadata.ts";
import { jwsSchema } from "@nearside/shared/signing/jws.ts";
import { MAX_FACTS_LENGTH } from "@nearside/shared/statements/facts.ts";
import * as v from "valibot";
import { type SessionArea, type Stored, storedIn } from "./stored.ts";

const tabIdSchema = v.pipe(v.number(), v.integer());

/** A login whose command line was met here, by H(request), with its decision once that was verified (protocol §4.5). */
const loginSchema = v.strictObject({
  issuer: issuerSchema,
  /** Thumbprint of the extension key that met. */
  thumbprint: sha256TextSchema,
  tab: tabIdSchema,
  request: jwsSchema,
  nonce: jwsSchema,
  attestation: jwsSchema,
  decision: v.nullable(
    v.strictObject({
      decision: jwsSchema,
      facts: v.pipe(v.string(), v.maxLength(MAX_FACTS_LENGTH)),
      /** Seconds to add to this browser's clock to get the server's. */
      clock_offset: v.pipe(v.number(), v.integer()),
    }),
  ),
});
export type Login = v.InferOutput<typeof loginSchema>;

/**
 * A login that an attacker tried to have approved here though it was started elsewhere (protocol §4.4), by
 * H(request).
 */
const foreignLoginSchema = v.strictObject({
  issuer: issuerSchema,
  request_id: requestIdSchema,
  /** Epoch seconds, by this browser's clock. */
  at: secondsSchema,
});
export type ForeignLogin = v.InferOutput<typeof foreignLoginSchema>;

/** The enrolment page on which the person clicked the icon (protocol §3.3), by tab id. */
const clickSchema = v.strictObject({ origin: issuerSchema, enrolment: enrolmentIdSchema });

/** An enrolment that the clicked page asked for, by enrolment id. It is not verified yet. */
const requestedEnrolmentSchema = v.strictObject({
  tab: tabIdSchema,
  origin: issuerSchema,
  enrolment_request: jwsSchema,
  /** Id of the extension's own window; null if none was opened. */
  window: v.nullable(v.pipe(v.number(), v.integer())),
});
type RequestedEnrolment = v.InferOutput<typeof requestedEnrolmentSchema>;

/** The meeting with the command line of an enrolment, by enrolment id. */
const enrolmentMeetingSchema = v.strictObject({
  attestation: jwsSchema,
  clock_offset: v.pipe(v.number(), v.integer()),
});

/**
 * Another person's request, which this extension has verified for its own person to answer (protocol §11), by
 * H(co-decision).
 */
const reviewedRequestSchema = v.strictObject({
  issuer: issuerSchema,
  /** Thumbprint of the extension key that the co-decision names. */
  thumbprint: sha256TextSchema,
  tab: tabIdSchema,
  co_decision: jwsSchema,
  review: carriedReviewSchema,
  wish: reviewWishSchema,
  /** This browser's own name, for the statement that the person looked at it here. */
  browser: v.pipe(v.string(), v.maxLength(128)),
  /** Id of the extension's own window; null if none is open. */
  window: v.nullable(v.pipe(v.number(), v.integer())),
  signed: reviewedSchema,
});
export type ReviewedRequest = v.InferOutput<typeof reviewedRequestSchema>;

/** A server's keys as they were fetched, by issuer. */
const fetchedKeysSchema = v.strictObject({
  keys: v.array(serverKeySchema),
  /** Epoch seconds, by this browser's clock. */
  fetched_at: secondsSchema,
});
type FetchedKeys = v.InferOutput<typeof fetchedKeysSchema>;

/** Seconds that a server's clock is ahead of this browser's, by issuer (protocol §2). */
const clockSchema = v.strictObject({ ahead: v.pipe(v.number(), v.integer()) });

/** The extension's memory until the browser is closed. */
export interface Session {
  readonly logins: Stored<Login>;
  readonly foreignLogins: Stored<ForeignLogin>;
  readonly clicks: Stored<v.InferOutput<typeof clickSchema>>;
  readonly enrolments: Stored<RequestedEnrolment>;
  readonly enrolmentMeetings: Stored<v.InferOutput<typeof enrolmentMeetingSchema>>;
  readonly reviews: Stored<ReviewedRequest>;
  readonly serverKeys: Stored<FetchedKeys>;
  readonly clocks: Stored<v.InferOutput<typeof clockSchema>>;
}

export const openSession = (area: SessionArea): Session => ({
  logins: storedIn(area, "login", loginSchema),
  foreignLogins: storedIn(area, "foreign", foreignLoginSchema),
  clicks: storedIn(area, "click", clickSchema),
  enrolments: storedIn(area, "enrolment", requestedEnrolmentSchema),
  enrolmentMeetings: storedIn(area, "enrolment-meeting", enrolmentMeetingSchema),
  reviews: storedIn(area, "review", reviewedRequestSchema),
  serverKeys: storedIn(area, "server-keys", fetchedKeysSchema),
  clocks: storedIn(area, "clock", clockSchema),
});
