import { jwsSchema } from "@nearside/shared/api/login-requests.ts";
import { issuerSchema } from "@nearside/shared/claims.ts";
import { sha256TextSchema } from "@nearside/shared/ids.ts";
import { passkeySchema } from "@nearside/shared/passkey.ts";
import * as v from "valibot";
import { issuerFile } from "../keys/issuer-file.ts";
import { type KeyPlace, loadKeyFile, removeKeyFile, storeKeyFile } from "../keys/key-file.ts";
import { privateJwkSchema } from "../keys/software-key.ts";

// An enrolment under way. It lies in a file of its own, which no login reads: an interrupted enrolment can go on, and
// never leaves a machine that is half enrolled.

/** What the person confirmed: only the administrator, and then the receipt, are still to come (protocol §3.5, §3.6). */
const confirmedSchema = v.strictObject({
  enrolment_request: jwsSchema,
  /** The enrolment statement by the device key. */
  proof: jwsSchema,
  extension_jkt: sha256TextSchema,
  passkey: passkeySchema,
  words: v.pipe(v.array(v.string()), v.length(6)),
});
export type Confirmed = v.InferOutput<typeof confirmedSchema>;

const pendingSchema = v.strictObject({
  issuer: issuerSchema,
  /** Whom the person named. */
  user_name: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  device_key: privateJwkSchema,
  /** Null until the words were compared: the enrolment starts again then, with the same key and ticket. */
  confirmed: v.nullable(confirmedSchema),
});
export type PendingEnrolment = v.InferOutput<typeof pendingSchema>;

export type EnrolmentKind = "machine" | "browser";

const fileOf = (kind: EnrolmentKind, issuer: string): string =>
  issuerFile(kind === "machine" ? "enrolling" : "adding-browser", issuer);

export async function loadPending(
  place: KeyPlace,
  kind: EnrolmentKind,
  issuer: string,
): Promise<PendingEnrolment | null> {
  const pending = await loadKeyFile(place, fileOf(kind, issuer), pendingSchema);
  return pending?.issuer === issuer ? pending : null;
}

export const storePending = (place: KeyPlace, kind: EnrolmentKind, pending: PendingEnrolment): Promise<void> =>
  storeKeyFile(place, fileOf(kind, pending.issuer), pending);

export const removePending = (place: KeyPlace, kind: EnrolmentKind, issuer: string): Promise<boolean> =>
  removeKeyFile(place, fileOf(kind, issuer));
