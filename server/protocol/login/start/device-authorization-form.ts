import { jwsSchema } from "@nearside/shared/signing/jws.ts";
import * as v from "valibot";

/** The access that a program asks for, at this endpoint and at the authorization endpoint. */
export const accessEntries = {
  scope: v.optional(v.pipe(v.string(), v.maxLength(1024)), ""),
  resource: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(1024))), v.maxLength(16)), []),
  authorization_details: v.optional(v.pipe(v.string(), v.maxLength(16_384))),
  /** Classes separated by blanks, the one liked best first, and seconds (RFC 9470 §4). */
  acr_values: v.optional(v.pipe(v.string(), v.maxLength(1024))),
  max_age: v.optional(v.pipe(v.string(), v.regex(/^\d{1,8}$/))),
};

/** Device authorization request (RFC 8628 §3.1) with protocol §4.1's parameter; unknown ones are ignored (RFC 6749 §3.1). */
export const deviceAuthorizationForm = {
  schema: v.object({
    client_id: v.optional(v.pipe(v.string(), v.maxLength(128))),
    ...accessEntries,
    device_statement: v.optional(jwsSchema),
  }),
  repeatable: ["resource"],
};
export type DeviceAuthorizationForm = v.InferOutput<typeof deviceAuthorizationForm.schema>;
