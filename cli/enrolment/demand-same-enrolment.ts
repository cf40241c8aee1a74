import { KEY_STORAGE_WORDS, type KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import { storageOf } from "../keys/device-key.ts";
import { Problem } from "../problems/problem.ts";
import { demandAllowedStorage, type ManagedSettings } from "../settings/managed-settings.ts";
import type { PendingEnrolment } from "./pending-enrolment.ts";

/**
 * Whether an enrolment that waits for its administrator is the one that was asked for, and may still come into force.
 *
 * @throws Problem `usage`, `managed`
 */
export function demandSameEnrolment(
  { issuer, userName, deviceKey, keptIn }: PendingEnrolment,
  asked: { readonly user?: string; readonly key?: KeyStorage },
  managed: ManagedSettings,
): void {
  if (asked.user !== undefined && asked.user !== userName)
    throw new Problem("usage", `An enrolment for ${userName} waits here: leave out --user, or add --restart.`);
  const kept = storageOf(deviceKey.open, keptIn);
  if (asked.key !== undefined && asked.key !== kept)
    throw new Problem(
      "usage",
      `An enrolment waits here whose key is kept ${KEY_STORAGE_WORDS[kept]}: go on with it by \`nearside enroll ${issuer}\`, or begin anew with --restart.`,
    );
  demandAllowedStorage(managed, kept, "Begin anew with --restart.");
}
