import * as v from "valibot";
import { encodeBase64url, isCanonicalBase64url } from "./encoding/base64url.ts";

/** Bytes from a cryptographically strong source, which the caller gives: `shared` has no randomness of its own. */
export type RandomBytes = (length: number) => Uint8Array;

/** Nonces, salts and identifiers have 128 random bits (protocol §2): 22 characters of base64url. */
const ID_BYTES = 16;
const ID = "[A-Za-z0-9_-]{21}[AQgw]"; // the last character carries two bits: its other four are zero

const idSchema = (prefix: string) => v.pipe(v.string(), v.regex(new RegExp(`^${prefix}${ID}$`)));
const newId = (prefix: string, random: RandomBytes): string => prefix + encodeBase64url(random(ID_BYTES));

/** `jti`, `nonce`, `xn`, salts. */
export const randomIdSchema = idSchema("");
export const newRandomId = (random: RandomBytes): string => newId("", random);

/** A login request: `rq_…`. */
export const requestIdSchema = idSchema("rq_");
export const newRequestId = (random: RandomBytes): string => newId("rq_", random);

/** Names what a program asked the authorization endpoint for: `az_…`. */
export const authorizationIdSchema = idSchema("az_");
export const newAuthorizationId = (random: RandomBytes): string => newId("az_", random);

/** An enrolment: `en_…`. */
export const enrolmentIdSchema = idSchema("en_");
export const newEnrolmentId = (random: RandomBytes): string => newId("en_", random);

/** A user: `us_…`. */
export const userIdSchema = idSchema("us_");
export const newUserId = (random: RandomBytes): string => newId("us_", random);

/** A group of people: `gr_…`. */
export const groupIdSchema = idSchema("gr_");
export const newGroupId = (random: RandomBytes): string => newId("gr_", random);

/** A bound set: `bs_…`. */
export const boundSetIdSchema = idSchema("bs_");
export const newBoundSetId = (random: RandomBytes): string => newId("bs_", random);
/** A change in the console: `ch_…`. */
export const newChangeId = (random: RandomBytes): string => newId("ch_", random);
/** A recovery (protocol §9): `rc_…`. */
export const recoveryIdSchema = idSchema("rc_");
export const newRecoveryId = (random: RandomBytes): string => newId("rc_", random);
/** One use of a break-glass code: `bg_…`. */
export const breakGlassUseIdSchema = idSchema("bg_");
export const newBreakGlassUseId = (random: RandomBytes): string => newId("bg_", random);
/** The report of a person's leaving: `of_…`. */
export const offboardingIdSchema = idSchema("of_");
export const newOffboardingId = (random: RandomBytes): string => newId("of_", random);
/** A set of rules that waits for a second author: `rp_…`. */
export const ruleProposalIdSchema = idSchema("rp_");
export const newRuleProposalId = (random: RandomBytes): string => newId("rp_", random);
/** The id that a rule's author gives it in `@id`, by which log, page and person name it. It is unique within a set. */
export const ruleIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/));

/** The number of a ticket that a rule asks the person to type, such as `OPS-1234`. */
export const ticketNumberSchema = v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9]{0,15}-[1-9][0-9]{0,9}$/));

/** A token family (one login and all its refreshes): `tf_…`. */
export const tokenFamilyIdSchema = idSchema("tf_");
export const newTokenFamilyId = (random: RandomBytes): string => newId("tf_", random);

/** A registered client (RFC 7591): `cl_…`. The author of a configuration file names its clients. */
export const clientIdSchema = idSchema("cl_");
export const newClientId = (random: RandomBytes): string => newId("cl_", random);

/** A status list: `sl_…`. */
export const statusListIdSchema = idSchema("sl_");
export const newStatusListId = (random: RandomBytes): string => newId("sl_", random);

/** base64url(SHA-256(…)): a thumbprint (RFC 7638) or a hash H(x). 43 characters, canonical. */
export const sha256TextSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/));

/** A WebAuthn credential id, base64url; at most 1023 bytes (WebAuthn L3 §4). */
export const credentialIdSchema = v.pipe(v.string(), v.minLength(16), v.maxLength(1364), v.check(isCanonicalBase64url));
