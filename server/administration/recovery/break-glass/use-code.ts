import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { newBreakGlassUseId } from "@nearside/shared/ids.ts";
import { readBreakGlassCode } from "@nearside/shared/text/break-glass-code.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { breakGlassRefused, breakGlassUsed } from "../../../platform/audit/events/break-glass.ts";
import { ConsoleError, wrongField } from "../../../platform/http/console-error.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { limitWrong } from "../../../platform/limits/limit-wrong.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { Trx, WithDb } from "../../../platform/store/database.ts";
import { takeTurn } from "../../../platform/store/take-turn.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import { createTicket, type NewTicket, ticketHash } from "../../../register/enrolments/create-ticket.ts";
import type { UserRow } from "../../../register/people/users.ts";
import { codeHash, countLeft, findCode, useUpCode } from "../../../register/recovery/break-glass-code-store.ts";
import type { BreakGlassUse } from "../../../register/recovery/hold-break-glass-use.ts";
import { consoleTexts } from "../../../texts/console.ts";
import { logTexts } from "../../../texts/log.ts";

/** Milliseconds in which to find a machine, enrol it and read its words. */
const OPEN_MS = 3_600_000;
const COOKIE_BYTES = 32;

interface Opened {
  readonly use: BreakGlassUse;
  readonly ticket: NewTicket;
  readonly user: Pick<UserRow, "id" | "name" | "display_name">;
  readonly cookie: string;
}

/** The input of the person who has the paper. */
interface TypedCode {
  readonly code: string;
  /** User name of the person whose machine it admits. */
  readonly user: string;
  /** Thumbprint of the key that signs the requests that follow. */
  readonly sessionJkt: string;
  readonly address: string;
}

/**
 * Uses up a break-glass code (protocol §9). It gives one ticket for an existing owner or administrator, and for an hour the right
 * to confirm the machine that this ticket enrols. The log records the use before the ticket is shown.
 *
 * @throws ConsoleError `break_glass_invalid`; `invalid_request` if the code is good but that person may not be admitted: then it is
 *   not used up
 */
export async function useCode(services: WithClock & WithDb & WithLog & WithRandom, typed: TypedCode): Promise<Opened> {
  const code = await readBreakGlassCode(typed.code);
  if (code === undefined) throw wrongField("code", consoleTexts.recovery.mistyped);
  const hash = await codeHash(code);
  const cookie = encodeBase64url(services.random(COOKIE_BYTES));
  const sessionHash = await sha256Base64url(cookie);
  const opened = await logCodeRefusal(services, hash, typed.address, () =>
    services.db.transaction().execute((trx) => openUse(trx, services, { ...typed, hash, sessionHash })),
  );
  services.log.warn({ use: opened.use.id, user: opened.user.name }, logTexts.breakGlass.used);
  return { ...opened, cookie };
}

/**
 * Runs `run`, for which a break-glass code was typed, and counts wrong codes by address and in all (threat R27). A typing error
 * that the code's own check reveals does not count as a guess.
 *
 * @param address of the client
 * @throws RateLimited before the code is compared; everything that `run` throws
 */
export const limitWrongCodes = <T>(services: WithBudgets, address: string, run: () => Promise<T>): Promise<T> =>
  limitWrong(
    services,
    {
      byAddress: "wrong_break_glass_codes",
      inAll: "wrong_break_glass_codes_in_all",
      isWrong: (error) => error instanceof ConsoleError && error.code === "break_glass_invalid",
    },
    address,
    run,
  );

interface CheckedCode extends TypedCode {
  readonly hash: string;
  /** SHA-256 of the session's cookie. */
  readonly sessionHash: string;
}

/** Uses the code up, makes the ticket and the session that it gives, and records the use. */
async function openUse(
  trx: Trx,
  services: WithClock & WithRandom,
  typed: CheckedCode,
): Promise<Omit<Opened, "cookie">> {
  await takeTurn(trx, "administration");
  const now = services.clock();
  const code = await useUpCode(trx, typed.hash, now);
  if (code === undefined) throw new ConsoleError("break_glass_invalid");
  const user = await demandPrivileged(trx, typed.user);
  const id = newBreakGlassUseId(services.random);
  const ticket = await createTicket(trx, { user, by: { kind: "break_glass", useId: id } }, services);
  const use: BreakGlassUse = {
    id,
    code_hash: typed.hash,
    at: now,
    user_id: user.id,
    address: typed.address,
    ticket_hash: await ticketHash(ticket.ticket),
    session_hash: typed.sessionHash,
    session_jkt: typed.sessionJkt,
    expires_at: now + OPEN_MS,
    ended_at: null,
    reviewed_at: null,
    reviewed_by: null,
    review: null,
  };
  await trx.insertInto("break_glass_uses").values(use).execute();
  const { ticket_hash, expires_at } = use;
  const data = { user_id: user.id, number: code.number, left: await countLeft(trx), ticket_hash, expires_at };
  await append(trx, breakGlassUsed(now, id, { ...data, address: typed.address }), {
    user: user.id,
    address: typed.address,
  });
  return { use, ticket, user };
}

/**
 * Finds a person who can set the rest right: only owners and administrators sign in this way.
 *
 * @throws ConsoleError `invalid_request`
 */
async function demandPrivileged(trx: Trx, name: string): Promise<UserRow> {
  const user = await trx
    .selectFrom("users")
    .selectAll()
    .where("name", "=", name)
    .where("state", "=", "active")
    .where("role", "in", ["administrator", "owner"])
    .executeTakeFirst();
  if (user === undefined) throw wrongField("user", consoleTexts.recovery.notAdministrator);
  return user;
}

/**
 * Runs `run`, for which a code was typed, and logs its refusal. If the code exists, the refusal goes to the security log,
 * because the person who typed it has the paper (threat R27). A code that never existed is a guess or a typing error, for which
 * a line of the server's log has the address.
 */
async function logCodeRefusal<T>(
  services: WithClock & WithDb & WithLog,
  hash: string,
  address: string,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    const stored = await findCode(services.db, hash);
    if (stored === undefined) services.log.warn({ address }, logTexts.breakGlass.wrong);
    else {
      const reason = stored.used_at !== null ? "used" : stored.voided_at !== null ? "voided" : "wrong_person";
      const event = breakGlassRefused(services.clock(), hash, { reason, number: stored.number });
      await services.db.transaction().execute((trx) => append(trx, event, { address }));
    }
    throw error;
  }
}
