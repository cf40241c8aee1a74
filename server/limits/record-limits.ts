import type { MiddlewareHandler } from "hono";
import { append } from "../audit/event-log.ts";
import { rateLimited } from "../audit/events/rate-limited.ts";
import type { Ground } from "../ground.ts";
import { errorAnswer } from "../http/error-answer.ts";
import type { HttpEnv } from "../http/route.ts";
import { LIMITS } from "./limits.ts";
import { RateLimited } from "./rate-limited.ts";

/** Whoever reached a limit goes to the security log, once for each limit, key and window: a row costs him the whole budget. */
export function recordLimits({
  log,
  budgets,
  clock,
  db,
}: Pick<Ground, "budgets" | "clock" | "db" | "log">): MiddlewareHandler<HttpEnv> {
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
