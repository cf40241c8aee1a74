import type { MiddlewareHandler } from "hono";
import { append } from "../../platform/audit/event-log.ts";
import { rateLimited } from "../../platform/audit/events/server.ts";
import type { HttpEnv } from "../../platform/http/call.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { LIMITS } from "../../platform/limits/limits.ts";
import { RateLimited } from "../../platform/limits/rate-limited.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { errorAnswer } from "./error-answer.ts";

/** Whoever reached a limit goes to the security log, once for each limit, key and window: a row costs him the whole budget. */
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
    log.warn({ ...data, key: error.key, code: errorAnswer(error, c.req.path).body.error }, "a limit was reached");
    await db.transaction().execute((trx) => append(trx, event));
  };
}
