import * as v from "valibot";

/** Of an address that SMTP carries everywhere (RFC 5321 §4.5.3.1.3). */
const MAX_ADDRESS = 254;

/** Where notices for a person go: ASCII, one address and nothing else, so that it can add no line to the head of a message. */
export const emailAddressSchema = v.pipe(
  v.string("must be text"),
  v.trim(),
  v.maxLength(MAX_ADDRESS, `must have at most ${MAX_ADDRESS} characters`),
  v.regex(/^[\x21-\x7e]+$/, "must be one address in plain letters, such as alice@example.com"),
  v.email("must be one address, such as alice@example.com"),
);

/** Two addresses that a mail server takes for one. */
export const emailKey = (address: string | null): string => (address ?? "").toLowerCase();
