import { issuerSchema } from "@nearside/shared/claims.ts";
import { sha256TextSchema } from "@nearside/shared/ids.ts";
import { passkeySchema } from "@nearside/shared/passkey/passkey.ts";
import { KEY_STORAGE_WORDS, type KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import { jwsSchema } from "@nearside/shared/signing/jws.ts";
import * as v from "valibot";
import {
  type DeviceKey,
  deviceSecretSchema,
  loadDeviceKey,
  openDeviceKeySchema,
  storageOf,
} from "../keys/device-key.ts";
import {
  issuerFile,
  type Keeper,
  type KeyPlace,
  keyFileNames,
  loadKeyFile,
  removeKeyFile,
  storeKeyFile,
} from "../keys/key-file.ts";
import { storeBesideKey } from "../keys/store-beside-key.ts";
import { Problem } from "../problems/problem.ts";
import { demandAllowedStorage, type ManagedSettings } from "../settings/managed-settings.ts";
import { texts } from "../texts/enrolment.ts";

// An enrolment under way. It lies in a file of its own, which no login reads: so an interrupted enrolment can continue, and
// never leaves a machine that is half enrolled.

/** The person's confirmation. Only the administrator, and then the receipt, are still to come (protocol §3.5, §3.6). */
const confirmedSchema = v.strictObject({
  enrolment_request: jwsSchema,
  /** The enrolment statement by the device key. */
  proof: jwsSchema,
  extension_jkt: sha256TextSchema,
  passkey: passkeySchema,
  words: v.pipe(v.array(v.string()), v.length(6)),
});
export type Confirmed = v.InferOutput<typeof confirmedSchema>;

const openSchema = v.strictObject({
  issuer: issuerSchema,
  /** The person whom the machine is to be enrolled for. */
  user_name: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  device_key: openDeviceKeySchema,
  /** Null until the words were compared. Until then the enrolment starts again with the same key and ticket. */
  confirmed: v.nullable(confirmedSchema),
});

export interface PendingEnrolment {
  readonly issuer: string;
  readonly userName: string;
  readonly confirmed: Confirmed | null;
  readonly deviceKey: DeviceKey;
  readonly keptIn: Keeper;
}

export type EnrolmentKind = "machine" | "browser";

/** An account has one file of each kind for each server: a second person's enrolment waits until the first is done. */
const fileOf = (kind: EnrolmentKind, issuer: string): string =>
  issuerFile(kind === "machine" ? "enrolling" : "adding-browser", issuer);

/** @throws KeyFileError, KeyringError, TpmError */
export async function loadPending(
  place: KeyPlace,
  kind: EnrolmentKind,
  issuer: string,
): Promise<PendingEnrolment | null> {
  const record = await loadKeyFile(place, fileOf(kind, issuer), { open: openSchema, secret: deviceSecretSchema });
  if (record === null || record.open.issuer !== issuer) return null;
  const { user_name: userName, device_key, confirmed } = record.open;
  const deviceKey = await loadDeviceKey(device_key, await record.secret(), place.openTpm);
  return { issuer, userName, confirmed, deviceKey, keptIn: record.keptIn };
}

/** The enrolments of machines that are under way, without their secrets. @throws KeyFileError */
export async function openPendings(place: KeyPlace): Promise<v.InferOutput<typeof openSchema>[]> {
  const names = (await keyFileNames(place)).filter((name) => name.startsWith("enrolling-"));
  const records = await Promise.all(
    names.map((name) => loadKeyFile(place, name, { open: openSchema, secret: deviceSecretSchema })),
  );
  return records.flatMap((record) => (record === null ? [] : [record.open]));
}

export function storePending(place: KeyPlace, kind: EnrolmentKind, pending: PendingEnrolment): Promise<void> {
  const { issuer, userName: user_name, confirmed, deviceKey, keptIn } = pending;
  const open = { issuer, user_name, device_key: deviceKey.open, confirmed };
  const record = { open, secret: deviceKey.secret };
  // A further browser comes with the key that is enrolled already, so its file lies no worse than that key does by now.
  if (kind === "browser") return storeBesideKey(place, fileOf(kind, issuer), record, pending, keptIn);
  return storeKeyFile(place, fileOf(kind, issuer), record, keptIn);
}

export const removePending = (place: KeyPlace, kind: EnrolmentKind, issuer: string): Promise<boolean> =>
  removeKeyFile(place, fileOf(kind, issuer));

/**
 * Checks that an enrolment that waits for its administrator is the one that the command names, and may still come into force.
 *
 * @throws Problem `usage`, `managed`
 */
export function demandSameEnrolment(
  { issuer, userName, deviceKey, keptIn }: PendingEnrolment,
  options: { readonly user?: string; readonly key?: KeyStorage },
  managed: ManagedSettings,
): void {
  if (options.user !== undefined && options.user !== userName)
    throw new Problem("usage", texts.otherUser({ user: userName }));
  const storage = storageOf(deviceKey.open, keptIn);
  if (options.key !== undefined && options.key !== storage)
    throw new Problem("usage", texts.otherKey({ place: KEY_STORAGE_WORDS[storage], issuer }));
  demandAllowedStorage(managed, storage, texts.startAgain);
}
