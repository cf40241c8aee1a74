import { jwsSchema } from "@nearside/shared/signing/jws.ts";
import * as v from "valibot";
import { authenticatedForm } from "../clients/authenticated-form.ts";

const tokenType = v.pipe(v.string(), v.maxLength(128));
const text = v.pipe(v.string(), v.maxLength(1024));

/** Token request (RFC 6749 §3.2, RFC 8628 §3.4, RFC 8693 §2.1); `device_statement` carries the refresh statement (protocol §4.6). */
export const tokenForm = {
  schema: v.object({
    grant_type: v.optional(v.pipe(v.string(), v.maxLength(128))),
    ...authenticatedForm,
    device_code: v.optional(v.pipe(v.string(), v.maxLength(256))),
    /** RFC 6749 §4.1.3, RFC 7636 §4.5. */
    code: v.optional(v.pipe(v.string(), v.maxLength(256))),
    redirect_uri: v.optional(v.pipe(v.string(), v.maxLength(261))),
    code_verifier: v.optional(v.pipe(v.string(), v.regex(/^[\w.~-]{43,128}$/))),
    refresh_token: v.optional(v.pipe(v.string(), v.maxLength(256))),
    device_statement: v.optional(jwsSchema),
    /** The number of codes of `trouble` that the command line has (protocol §4.6). */
    known_trouble: v.optional(v.pipe(v.string(), v.regex(/^\d{1,2}$/))),
    /** The thing that the command line knows to be wanted of the person (protocol §4.6). */
    known_wanted: v.optional(v.picklist(["none", "justification", "ticket"])),
    /** The version of what the command line knows of other people who are asked (protocol §11). */
    known_second: v.optional(v.pipe(v.string(), v.regex(/^\d{1,9}$/))),
    /** The scope for a refresh or a token exchange. The parameters below are for a token exchange only. */
    scope: v.optional(text),
    /** One tool of an API, for a token out of a lease (protocol §12.2). */
    tool: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(128))),
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

/**
 * Revocation and introspection request (RFC 7009 §2.1, RFC 7662 §2.1): the client, and a token. The token may be any text that
 * the body can hold: a token that this server did not issue is no error.
 */
export const aboutTokenForm = {
  schema: v.object({
    ...authenticatedForm,
    token: v.optional(v.string()),
    token_type_hint: v.optional(v.pipe(v.string(), v.maxLength(128))),
  }),
};
export type AboutTokenForm = v.InferOutput<typeof aboutTokenForm.schema>;
