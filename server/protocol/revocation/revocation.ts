import type { Actor } from "../../platform/audit/actor.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { holdActor } from "../../register/people/hold-actor.ts";

/** What came of it. Ordinary outcomes are returned; `ended` counts what rested on what was revoked. */
export type Revocation =
  | { readonly state: "revoked"; readonly ended: Ended }
  /** There is none of that name. */
  | { readonly state: "unknown" }
  /** It had been revoked before. */
  | { readonly state: "already" };

/** Ids of what ended with it. */
export interface Ended {
  readonly logins: readonly string[];
  readonly enrolments: readonly string[];
  readonly families: readonly string[];
}

interface Outcome {
  readonly state: string;
  readonly ended?: Pick<Ended, "logins" | "enrolments">;
}

/**
 * One transaction, by somebody who still may: what is revoked is marked, what rests on it ends, the log of events says so. Then
 * whoever waits for a login or an enrolment that ended is answered at once.
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

/** After the commit: whoever waits for a login or an enrolment that ended is answered. */
export function announce({ changes }: WithChanges, { ended }: Outcome): void {
  for (const id of [...(ended?.logins ?? []), ...(ended?.enrolments ?? [])]) changes.announce(id);
}

/** Who asks, and what they say of it, for the log of events. */
export interface Why {
  readonly by: Actor;
  readonly note: string | null;
}
