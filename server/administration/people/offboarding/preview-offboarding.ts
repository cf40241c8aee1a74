import type { Shown } from "@nearside/shared/statements/offboarding.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { UserRow } from "../../../register/people/users.ts";
import { countsOf, digestOf, inventoryOf } from "./inventory.ts";
import type { Inventory } from "./leaver.ts";
import { findWho, type Who } from "./who.ts";

/** What would end, now. */
export interface OffboardingPreview {
  readonly user: UserRow;
  readonly inventory: Inventory;
  /** Given back with the confirmation: it says what was seen. */
  readonly shown: Shown;
}

/** What would end with that person. It changes nothing. @returns undefined where there is nobody of that name */
export async function previewOffboarding(
  { db, clock }: WithClock & WithDb,
  who: Who,
): Promise<OffboardingPreview | undefined> {
  const user = await findWho(db, who);
  if (user === undefined) return undefined;
  const inventory = await inventoryOf(db, { id: user.id, role: user.role, now: clock() }, false);
  return { user, inventory, shown: { digest: await digestOf(inventory), counts: countsOf(inventory) } };
}
