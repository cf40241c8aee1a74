import * as v from "valibot";

/** Characters. Small: it says who asks, and no more; an RSA signature takes 683 of them. */
const MOST_ASSERTION = 8192;

/** Parameters that every endpoint for resource servers adds to its form (RFC 7521 §4.2). `client_id` may be left out. */
export const authenticatedForm = {
  client_id: v.optional(v.pipe(v.string(), v.maxLength(128))),
  client_assertion_type: v.optional(v.pipe(v.string(), v.maxLength(128))),
  client_assertion: v.optional(v.pipe(v.string(), v.maxLength(MOST_ASSERTION))),
};
const authenticated = v.object(authenticatedForm);
export type AuthenticatedForm = v.InferOutput<typeof authenticated>;

/** `client_assertion_type` (RFC 7523 §2.2). */
export const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
