import { newOffboardingId } from "@nearside/shared/ids.ts";
import type { EndedCounts, Shown } from "@nearside/shared/statements/offboarding.ts";
import { byOf } from "../../platform/audit/actor.ts";
import { appendNumbered } from "../../platform/audit/event-log.ts";
import { userOffboarded } from "../../platform/audit/events/people.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { standingSubject } from "../../protocol/revocation/follow-standing.ts";
import type { Why } from "../../protocol/revocation/revocation.ts";
import { insertOffboarding } from "../../register/people/offboarding-store.ts";
import type { UserRow } from "../../register/people/users.ts";
import { endEverything } from "./end-everything.ts";
import { findUserBy, holdUserToOffboard, type UserKey } from "./hold-user-to-offboard.ts";
import { countsOf, digestOf, type Inventory, inventoryOf } from "./inventory.ts";
import { signReport } from "./offboarding-report.ts";

/** The services that these steps use between them. */
type OffboardingServices = WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithRandom;

export type Offboarding =
  | {
      readonly state: "offboarded";
      readonly id: string;
      readonly user: Pick<UserRow, "id" | "name" | "display_name">;
      /** The signed report, compact JWS. */
      readonly report: string;
      readonly counts: EndedCounts;
      /** True if exactly what was shown has ended; null if nothing was shown. */
      readonly asShown: boolean | null;
    }
  | { readonly state: "unknown" | "already" };

interface OffboardingWhy extends Why {
  /** The preview that the person who confirms was shown; null without a preview. */
  readonly shown: Shown | null;
}

/**
 * Offboards a person for good: everything of theirs ends in one transaction, and the server signs a report (protocol §4.7).
 * Nothing brings them back: a person who returns is a new one with another name. Things that were not shown end too, since the
 * person must not be able to delay it by opening more. The report says if there were such things.
 *
 * @throws ConsoleError `not_permitted`, `last_owner`
 */
export async function offboardUser(
  services: OffboardingServices,
  who: UserKey,
  why: OffboardingWhy,
): Promise<Offboarding> {
  const user = await findUserBy(services.db, who);
  if (user === undefined) return { state: "unknown" };
  for (;;) {
    const pending: string[] = [];
    const outcome = await services.db.transaction().execute((trx) => offboard(trx, services, user.id, why, pending));
    if (outcome === "again") continue;
    for (const id of pending) services.changes.announce(id); // held polls are answered at once
    return outcome;
  }
}

/**
 * Does it in one transaction.
 *
 * @param pending gets what is announced after the commit: logins, enrolments and machines that ended
 */
async function offboard(
  trx: Trx,
  services: WithClock & WithConfig & WithKeys & WithRandom,
  userId: string,
  why: OffboardingWhy,
  pending: string[],
): Promise<Offboarding | "again"> {
  const user = await holdUserToOffboard(trx, why.by, userId);
  if (user === "again") return user;
  if (typeof user === "string") return { state: user };
  const { by, note, shown } = why;
  const now = services.clock();
  const id = newOffboardingId(services.random);
  const offboarded = { id: user.id, role: user.role, now };
  const held = await inventoryOf(trx, offboarded, true);
  const [digest, counts] = [await digestOf(held), countsOf(held)];
  const asShown = shown === null ? null : shown.digest === digest;
  await trx.updateTable("users").set({ state: "offboarded" }).where("id", "=", user.id).execute();
  const data = { report: id, role: user.role, note, counts, digest, as_shown: asShown, by: byOf(by) };
  const event = await appendNumbered(trx, userOffboarded(now, user.id, data), { by, user: user.id });
  const ended = await endEverything(trx, held, { ...offboarded, by, note, event });
  const about = { id, user, digest, counts, ended, shown, note, by, now, first: event };
  const report = await signReport(trx, services, about);
  await insertOffboarding(trx, { id, userId: user.id, at: now, report });
  pending.push(...[...held.logins, ...held.enrolments].map((one) => one.id));
  pending.push(...held.credentials.map(({ id }) => id)); // the keepers of leases wait for their end
  pending.push(...held.machines.map(({ device }) => standingSubject(device)));
  const { name, display_name } = user;
  return { state: "offboarded", id, user: { id: user.id, name, display_name }, report, counts, asShown };
}

interface OffboardingPreview {
  readonly user: UserRow;
  readonly inventory: Inventory;
  /** The confirmation returns this, so that the report can say what the person who confirmed had seen. */
  readonly shown: Shown;
}

/**
 * Lists everything that would end with that person. It changes nothing.
 *
 * @returns undefined if no person has that id or name
 */
export async function previewOffboarding(
  { db, clock }: WithClock & WithDb,
  who: UserKey,
): Promise<OffboardingPreview | undefined> {
  const user = await findUserBy(db, who);
  if (user === undefined) return undefined;
  const inventory = await inventoryOf(db, { id: user.id, role: user.role, now: clock() }, false);
  return { user, inventory, shown: { digest: await digestOf(inventory), counts: countsOf(inventory) } };
}
