import type { Actor } from "../audit/actor.ts";
import { holdActor } from "../directory/hold-actor.ts";
import type { Ground } from "../ground.ts";
import type { Trx } from "../store/database.ts";

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
  ground: Ground,
  by: Actor,
  run: (trx: Trx) => Promise<T>,
): Promise<T> {
  const outcome = await ground.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    return run(trx);
  });
  announce(ground, outcome);
  return outcome;
}

/** After the commit: whoever waits for a login or an enrolment that ended is answered. */
export function announce({ changes }: Pick<Ground, "changes">, { ended }: Outcome): void {
  for (const id of [...(ended?.logins ?? []), ...(ended?.enrolments ?? [])]) changes.announce(id);
}

/** Who asks, and what they say of it, for the log of events. */
export interface Why {
  readonly by: Actor;
  readonly note: string | null;
}
