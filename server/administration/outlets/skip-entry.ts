import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { entrySkipped } from "../../platform/audit/events/server.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { consoleTexts } from "../../texts/console.ts";
import { findConsumer, moveOnUntaken } from "./consumer-store.ts";

const NOT_FAILING = consoleTexts.outlets.nothingRefused;
const notNext = (next: number | undefined) => consoleTexts.skip.otherEntry({ next });

/**
 * Has the webhook continue after an entry that it never takes, as where a filter before it refuses what somebody called a machine: entries go in
 * order, so all later ones would wait forever. The log says that it was skipped, to the webhook too.
 *
 * @param entry the number of the entry that is next, so that nobody skips what they have not looked at
 * @throws ConsoleError `conflict` if it is another one, or if the webhook does not fail
 */
export async function skipEntry({ db, clock }: WithClock & WithDb, entry: number, by: Actor): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const consumer = await findConsumer(trx, "webhook");
    if (consumer === undefined || consumer.tries === 0)
      throw new ConsoleError("conflict", { description: NOT_FAILING });
    const after = trx.selectFrom("events").select("seq").where("seq", ">", consumer.reached).orderBy("seq").limit(1);
    const next = await after.executeTakeFirst();
    const number = next && Number(next.seq);
    if (number !== entry) throw new ConsoleError("conflict", { description: notNext(number) });
    if (!(await moveOnUntaken(trx, consumer, entry))) throw new ConsoleError("conflict", { description: NOT_FAILING });
    await append(trx, entrySkipped(clock(), null, { entry, by: byOf(by) }), { by });
  });
}
