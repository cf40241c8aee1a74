import type { Log } from "../../../platform/log/log.ts";
import type { Db } from "../../../platform/store/database.ts";
import { unreviewedUses } from "./list-uses.ts";
import { codesInForce } from "./make-codes.ts";

/** At each start: what nobody has reviewed; and, where there is somebody to lock out, that no code is left. */
export async function warnOfCodes(db: Db, log: Log, isSetUp: boolean): Promise<void> {
  for (const { id, at, address } of await unreviewedUses(db))
    log.warn({ use: id, at, address }, "ALARM: the use of a break-glass code was not reviewed by an owner");
  const { left } = await codesInForce(db);
  if (isSetUp && left === 0)
    log.warn("there are no break-glass codes: make some with `nearside-server break-glass make`, and lock them away");
}
