import type { RandomBytes } from "@nearside/shared/ids.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import { enrolmentApi } from "../issuer/enrolment-api.ts";
import { type ServerKeysServices, trustedServer } from "../issuer/server-keys.ts";
import { type EnrollingSet, signerOf, type UsableSet } from "../keys/bound-set.ts";
import type { BoundSetStore } from "../keys/bound-set-store.ts";
import { takeUpReceipt } from "./take-up-receipt.ts";

export interface PendingServices extends ServerKeysServices {
  readonly boundSets: BoundSetStore;
  readonly random: RandomBytes;
  /** The server's clock, as far as it is known here, in epoch seconds. */
  readonly serverNow: () => number;
}

/**
 * Asks the server about an enrolment that waited for the administrator when its window was closed. It stores the
 * receipt, or forgets an enrolment that was refused.
 *
 * @returns the usable set, if it is one now
 * @throws Refused if the server cannot be reached, or if its answer does not verify
 */
export async function lookAfterPending(set: EnrollingSet, services: PendingServices): Promise<UsableSet | undefined> {
  const api = enrolmentApi(set.issuer, set.enrolment, await signerOf(set), services);
  const view = await api.view(undefined);
  if (view.receipt !== null) {
    const read = await receipt.read(view.receipt);
    const usable = await takeUpReceipt(set, read, await trustedServer(set.issuer, services));
    await services.boundSets.put(usable);
    return usable;
  }
  if (view.state === "refused" || view.state === "expired") await services.boundSets.remove(set.thumbprint);
  return undefined;
}
