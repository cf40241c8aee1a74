import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import type { Actor } from "../../platform/audit/actor.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { consoleTexts } from "../../texts/console.ts";
import { findLastByTicket } from "../enrolments/enrolment-store.ts";
import type { Recovery } from "./recovery.ts";
import { findOpenRecoveries } from "./recovery-store.ts";

/**
 * Demands that the person may get a machine by a ticket alone. A person who had a machine and has no active one comes back only by two
 * administrators and the cooling time (protocol §9):
 * one administrator alone, or a thief of an administrator's session, makes no ticket for them (threat R28). A machine that was
 * released from quarantine counts again after the cooling time, since one administrator alone releases it. The server's own shell may
 * make any ticket. Call it after `holdActor`.
 *
 * @throws ConsoleError `conflict`
 */
export async function demandNoRecovery(
  trx: Trx,
  { clock, config }: WithClock & WithConfig,
  by: Actor,
  userId: string,
): Promise<void> {
  if (by.kind === "server_shell") return;
  const now = clock();
  if (await isRunning(trx, userId, now))
    throw new ConsoleError("conflict", {
      description: consoleTexts.recovery.underWay({ name: await nameOf(trx, userId) }),
    });
  const machines = await trx
    .selectFrom("bound_sets")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .select(["bound_sets.state", "devices.state as device", "devices.released_at"])
    .where("bound_sets.user_id", "=", userId)
    .where("bound_sets.confirmed_at", "is not", null)
    .execute();
  if (machines.length === 0) return;
  const active = machines.filter(({ state, device }) => state === "active" && device === "active");
  if (active.length === 0)
    throw new ConsoleError("conflict", {
      description: consoleTexts.recovery.lastMachine({ name: await nameOf(trx, userId) }),
    });
  const counts = Math.min(...active.map((machine) => countsFrom(machine.released_at, config.recovery.coolingHours)));
  if (now < counts)
    throw new ConsoleError("conflict", {
      description: consoleTexts.recovery.lately({
        name: await nameOf(trx, userId),
        span: spanInWords(Math.ceil((counts - now) / 1000)),
      }),
    });
}

const nameOf = async (trx: Trx, id: string): Promise<string> =>
  (await trx.selectFrom("users").select("name").where("id", "=", id).executeTakeFirstOrThrow()).name;

const countsFrom = (releasedAt: number | null, coolingHours: number): number =>
  releasedAt === null ? 0 : releasedAt + coolingHours * HOUR_MS;
const HOUR_MS = 3_600_000;

/**
 * Demands that no recovery of the person runs. It keeps in quarantine what it put there while it runs: else the administrator who began
 * it could give the person a machine again, and then make the ticket for which a second administrator is asked (threat R28). The
 * server's own shell may release any machine. Call it after `holdActor`.
 *
 * @throws ConsoleError `conflict`
 */
export async function demandNoneRuns(trx: Trx, { clock }: WithClock, by: Actor, userId: string): Promise<void> {
  if (by.kind === "server_shell" || !(await isRunning(trx, userId, clock()))) return;
  throw new ConsoleError("conflict", {
    description: consoleTexts.recovery.staysQuarantined,
  });
}

/** True while a recovery may still bring a machine. A recovery whose machine is enrolled has ended. */
async function isRunning(trx: Trx, userId: string, now: number): Promise<boolean> {
  for (const recovery of await findOpenRecoveries(trx, userId))
    if (await mayBringMachine(trx, recovery, now)) return true;
  return false;
}

async function mayBringMachine(trx: Trx, recovery: Recovery, now: number): Promise<boolean> {
  if (recovery.state !== "issued") return now < recovery.closesAt;
  const started = await findLastByTicket(trx, recovery.ticketHash);
  if (started === undefined || started.state === "refused" || started.state === "expired")
    return now < recovery.closesAt;
  return started.state !== "active";
}
