import { issuerSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";

/** What the organisation that manages this browser has set for the extension (`storage.managed`). */
export type Policy =
  /** Nothing: this browser is not managed, or not for this extension. */
  | { readonly state: "none" }
  | ({ readonly state: "set" } & Settings)
  /** The browser has not said yet. */
  | { readonly state: "unread" }
  /** The browser can't say, or says what is not in the form below. */
  | { readonly state: "unreadable" };

const MAX_ISSUERS = 64;

/**
 * As managed_schema.json has it. Chromium hands over what fits that schema and silently leaves out what does not: a list
 * written as a text is simply missing. So each setting has to be there, and whatever was left out is noticed.
 */
const settingsSchema = v.strictObject({
  /** The organisation's servers. */
  issuers: v.pipe(v.array(issuerSchema), v.maxLength(MAX_ISSUERS)),
  /** Whether others may be enrolled with too. */
  allowOtherIssuers: v.boolean(),
  /** Whether the person may remove enrolments with the organisation's servers. */
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
