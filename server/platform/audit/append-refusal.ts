import type { Trx } from "../store/database.ts";
import { takeTurnOf } from "../store/take-turn.ts";
import type { AuditEvent } from "./define-event.ts";
import { append } from "./event-log.ts";
import type { EventAbout } from "./hearers.ts";

/**
 * Of refusals alike in subject and data so many are kept of a day. Whoever has a link may be refused as often as he likes, and the
 * table only grows; codes and fields are closed sets, so a subject has only so many different ones, and no flood of one
 * refusal keeps another from the log. Nor does one of last year: people and machines stay, and what they tried then is no news.
 */
const MOST_ALIKE = 8;
/** Milliseconds. */
const WITHIN_MS = 86_400_000;

/**
 * Appends what was refused and moved nothing, unless the same is there often enough already. Refusals of one subject are counted one
 * after the other, or many at once would each find room. Call it before anything else of the transaction.
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
