import type { AuditEvent } from "../../platform/audit/define-event.ts";
import type { EventAbout } from "../../platform/audit/event-listeners.ts";
import { append } from "../../platform/audit/event-log.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { DiskFull } from "../../platform/store/disk-trouble.ts";
import { logTexts } from "../../texts/log.ts";

/**
 * Stores a refusal in the security log. On a full disk the server's own log gets it instead: nobody who is refused gets the room that is
 * kept for revocation (threat R31).
 */
export async function storeRefusal({ db, log }: WithDb & WithLog, event: AuditEvent, about: EventAbout): Promise<void> {
  try {
    await db.transaction().execute((trx) => append(trx, event, about));
  } catch (error) {
    if (!(error instanceof DiskFull)) throw error;
    const { kind, subject, data } = event;
    log.warn({ kind, subject, data }, logTexts.disk.refusalLost);
  }
}
