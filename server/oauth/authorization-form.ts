import { jwsSchema } from "@nearside/shared/api/login-requests.ts";
import * as v from "valibot";
import { authenticatedForm } from "../clients/authenticated-form.ts";

/** Device authorization request (RFC 8628 §3.1) with protocol §4.1's parameter; unknown ones are ignored (RFC 6749 §3.1). */
export const deviceAuthorizationForm = {
  schema: v.object({
    client_id: v.optional(v.pipe(v.string(), v.maxLength(128))),
    scope: v.optional(v.pipe(v.string(), v.maxLength(1024)), ""),
    resource: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(1024))), v.maxLength(16)), []),
    authorization_details: v.optional(v.pipe(v.string(), v.maxLength(16_384))),
    /** Classes separated by blanks, the one liked best first, and seconds (RFC 9470 §4). */
    acr_values: v.optional(v.pipe(v.string(), v.maxLength(1024))),
    max_age: v.optional(v.pipe(v.string(), v.regex(/^\d{1,8}$/))),
    device_statement: v.optional(jwsSchema),
  }),
  repeatable: ["resource"],
};
export type DeviceAuthorizationForm = v.InferOutput<typeof deviceAuthorizationForm.schema>;

const tokenType = v.pipe(v.string(), v.maxLength(128));
const text = v.pipe(v.string(), v.maxLength(1024));

/** Token request (RFC 6749 §3.2, RFC 8628 §3.4, RFC 8693 §2.1); `device_statement` carries the refresh statement (protocol §4.6). */
export const tokenForm = {
  schema: v.object({
    grant_type: v.optional(v.pipe(v.string(), v.maxLength(128))),
    ...authenticatedForm,
    device_code: v.optional(v.pipe(v.string(), v.maxLength(256))),
    refresh_token: v.optional(v.pipe(v.string(), v.maxLength(256))),
    device_statement: v.optional(jwsSchema),
    /** How many codes of `trouble` the command line was told already (protocol §4.6). */
    known_trouble: v.optional(v.pipe(v.string(), v.regex(/^\d{1,2}$/))),
    /** Of a refresh, or of a token exchange; the rest below is of the latter only. */
    scope: v.optional(text),
    subject_token: v.optional(jwsSchema),
    subject_token_type: v.optional(tokenType),
    requested_token_type: v.optional(tokenType),
    actor_token: v.optional(v.string()),
    actor_token_type: v.optional(v.string()),
    resource: v.optional(v.pipe(v.array(text), v.maxLength(16)), []),
    audience: v.optional(v.pipe(v.array(text), v.maxLength(16)), []),
    authorization_details: v.optional(v.pipe(v.string(), v.maxLength(16_384))),
  }),
  repeatable: ["resource", "audience"],
};
export type TokenForm = v.InferOutput<typeof tokenForm.schema>;
