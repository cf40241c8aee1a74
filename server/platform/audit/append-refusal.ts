import type { Trx } from "../store/database.ts";
import { takeTurnOf } from "../store/take-turn.ts";
import type { AuditEvent } from "./define-event.ts";
import type { EventAbout } from "./event-listeners.ts";
import { append } from "./event-log.ts";

/**
 * At most this many refusals of the same subject with the same data are stored within a day. Any holder of a link can be refused without
 * end, and the table only grows. Codes and fields are closed sets, so the number of different refusals of a subject is bounded, and no
 * flood of one refusal keeps another out of the log. A refusal from an earlier day keeps none out either: people and machines stay, and
 * old tries are no reason to hide new ones.
 */
const MOST_ALIKE = 8;
/** Milliseconds. */
const WITHIN_MS = 86_400_000;

/**
 * Appends a refusal that changed nothing, unless enough of the same are stored already. Refusals of one subject are counted one after the
 * other, or many at once would each find room. It must be the first statement of its transaction.
 */
export async function appendRefusal(trx: Trx, event: AuditEvent, about: EventAbout = {}): Promise<void> {
  await takeTurnOf(trx, "refusals", `${event.kind} ${event.subject}`);
  const alike = await trx
    .selectFrom("events")
    .select("seq")
    .where("subject", "=", event.subject)
    .where("kind", "=", event.kind)
    .where("data", "=", JSON.stringify(event.data))
    .where("at", ">", event.at - WITHIN_MS)
    .limit(MOST_ALIKE)
    .execute();
  if (alike.length < MOST_ALIKE) await append(trx, event, about);
}
