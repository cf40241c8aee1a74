import { type Actor, byOf } from "../../../platform/audit/actor.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { metadataSourceChanged } from "../../../platform/audit/events/passkeys.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { holdActor } from "../../../register/people/hold-actor.ts";
import { forgetBlob, setAddress } from "./metadata-store.ts";

/** The outcome. `configured` means that the operator's configuration names the source, which the console cannot change. */
type SourceSet = "set" | "same" | "configured";

/**
 * Names where metadata comes from; null: nowhere, and what was taken is given up. It is asked at the next look.
 *
 * @param address https
 */
export async function setMetadataSource(
  { clock, config, db }: WithClock & WithConfig & WithDb,
  address: string | null,
  by: Actor,
): Promise<SourceSet> {
  if (config.metadata.source !== undefined) return "configured";
  return db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    if (!(await setAddress(trx, address))) return "same";
    if (address === null) await forgetBlob(trx);
    await append(trx, metadataSourceChanged(clock(), null, { address, by: byOf(by) }), { by });
    return "set";
  });
}
