import type { MiddlewareHandler } from "hono";
import { append } from "../../platform/audit/event-log.ts";
import { rateLimited } from "../../platform/audit/events/server.ts";
import type { HttpEnv } from "../../platform/http/call.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import type { DemandRoom } from "../../platform/http/route.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { LIMITS } from "../../platform/limits/limits.ts";
import { RateLimited } from "../../platform/limits/rate-limited.ts";
import { spendOfAddress } from "../../platform/limits/spend.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { logTexts } from "../../texts/log.ts";

/** Takes one request from the budget of the address, before anything of the request is read. Paths in `exempt` cost nothing. */
export function limitByAddress(
  services: WithAddressOf & WithBudgets,
  exempt: readonly string[],
): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    if (!exempt.includes(c.req.path)) await spendOfAddress(services, "requests", services.addressOf(c));
    await next();
  };
}

/** Takes from the budget of the address what the row costs besides. */
export const limitRow =
  (services: WithAddressOf & WithBudgets): DemandRoom =>
  async (limit, c) => {
    if (limit === "none" || limit === "requests") return; // every request has been charged to `requests` already
    if (limit === "introspections") return; // the client pays, and only the handler authenticates it: see `limitIntrospection`
    await spendOfAddress(services, limit, services.addressOf(c));
  };

/**
 * Records a limit that was reached in the security log, once for each limit, key and window. An attacker pays a whole budget for
 * each row.
 */
export function recordLimits({
  log,
  budgets,
  clock,
  db,
}: WithBudgets & WithClock & WithDb & WithLog): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    await next();
    const { error } = c;
    if (!(error instanceof RateLimited) || !(await budgets.isFirstRefusal(error.limit, error.key))) return;
    const { by } = LIMITS[error.limit];
    const isOurs = by !== "address" && by !== "everybody";
    const data = { limit: error.limit, by, address: by === "address" ? error.key : null };
    const event = rateLimited(clock(), isOurs ? error.key : null, data);
    log.warn({ ...data, key: error.key, code: error.codeAt(c.req.path) }, logTexts.requests.limit);
    await db.transaction().execute((trx) => append(trx, event));
  };
}
