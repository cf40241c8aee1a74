import type { Actor } from "../../platform/audit/actor.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { standingSubject } from "./follow-standing.ts";

/** The outcome of a revocation. Every outcome is returned. `ended` names the things that depended on the revoked one. */
export type Revocation =
  | { readonly state: "revoked"; readonly ended: Ended }
  /** Nothing has that name. */
  | { readonly state: "unknown" }
  /** It had been revoked before. */
  | { readonly state: "already" };

/** The ids of everything that ended with the revoked thing. */
export interface Ended {
  readonly logins: readonly string[];
  readonly enrolments: readonly string[];
  readonly families: readonly string[];
  /** Device ids of the machines that are regarded in another way from now on. */
  readonly machines: readonly string[];
}

interface Outcome {
  readonly state: string;
  readonly ended?: Pick<Ended, "logins" | "enrolments" | "machines"> & Partial<Pick<Ended, "families">>;
}

/**
 * Runs one transaction of an actor who still may make the change: the thing is marked as revoked, everything that depends on it ends, and
 * the log of events records it. Then each client that waits for a login or an enrolment that ended is answered at once.
 */
export async function revoking<T extends Outcome>(
  services: WithChanges & WithDb,
  by: Actor,
  run: (trx: Trx) => Promise<T>,
): Promise<T> {
  const outcome = await services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    return run(trx);
  });
  announce(services, outcome);
  return outcome;
}

/** Answers the clients that wait for something that ended, and tells machines how they are regarded. Call it after the commit. */
export function announce({ changes }: WithChanges, { ended }: Outcome): void {
  if (ended === undefined) return;
  for (const id of [...ended.logins, ...ended.enrolments]) changes.announce(id);
  for (const family of ended.families ?? []) changes.announce(family); // the keeper of a lease waits for its end
  for (const jkt of ended.machines) changes.announce(standingSubject(jkt));
}

/** The actor and their reason, for the log of events. */
export interface Why {
  readonly by: Actor;
  readonly note: string | null;
}
