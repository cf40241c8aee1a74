import * as v from "valibot";
import { authenticatedForm } from "../clients/authenticated-form.ts";

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
