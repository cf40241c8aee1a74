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

/**
 * One transaction: what is revoked is marked, what rests on it ends, the log of events says so. Then whoever waits for a login or
 * an enrolment that ended is answered at once.
 */
export async function revoking(ground: Ground, run: (trx: Trx) => Promise<Revocation>): Promise<Revocation> {
  const revocation = await ground.db.transaction().execute(run);
  if (revocation.state === "revoked") {
    const { logins, enrolments } = revocation.ended;
    for (const id of [...logins, ...enrolments]) ground.changes.announce(id);
  }
  return revocation;
}

/** Who asks, for the log of events: what the administrator says of it. */
export interface Why {
  readonly note: string | null;
}
