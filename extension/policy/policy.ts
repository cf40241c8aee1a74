import { issuerSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";

/** The organisation's settings for the extension in a managed browser (`storage.managed`). */
export type Policy =
  /** No policy is set: this browser is not managed, or not for this extension. */
  | { readonly state: "none" }
  | ({ readonly state: "set" } & Settings)
  /** The browser has not said yet. */
  | { readonly state: "unread" }
  /** The browser cannot answer, or its answer is not in the form below. */
  | { readonly state: "unreadable" };

const MAX_ISSUERS = 64;

/**
 * The form of managed_schema.json. Chromium hands over what fits that schema and silently leaves out the rest: a list
 * written as a text is simply missing. Every setting is therefore required, so that a missing one is noticed.
 */
const settingsSchema = v.strictObject({
  /** The organisation's servers. */
  issuers: v.pipe(v.array(issuerSchema), v.maxLength(MAX_ISSUERS)),
  /** True if people may enrol with other servers too. */
  allowOtherIssuers: v.boolean(),
  /** True if people may remove enrolments with the organisation's servers. */
  allowRemoval: v.boolean(),
});
type Settings = v.InferOutput<typeof settingsSchema>;

/** @param stored everything in `storage.managed` */
export function readPolicy(stored: unknown): Exclude<Policy, { state: "unread" }> {
  const empty = v.safeParse(v.strictObject({}), stored);
  if (empty.success) return { state: "none" };
  const read = v.safeParse(settingsSchema, stored);
  return read.success ? { state: "set", ...read.output } : { state: "unreadable" };
}
