import { Refused } from "@nearside/shared/refused.ts";
import { Hono } from "hono";
import type { Log } from "../log.ts";
import { errorAnswer } from "./error-answer.ts";
import { HttpError } from "./http-error.ts";
import type { HttpEnv } from "./route.ts";

/** An app without routes, which answers every error in one way: closed codes as JSON, never a stack (threat P7). */
export function createEdge(log: Log): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.notFound(() => {
    throw new HttpError("not_found");
  });
  app.onError((error, c) => {
    const { status, body, isBug } = errorAnswer(error);
    const about = { method: c.req.method, route: c.req.routePath, status, code: body.error };
    if (isBug) log.error({ ...about, err: error }, "a request failed");
    else log.info({ ...about, ...(error instanceof Refused ? { field: error.field } : {}) }, "refused");
    return c.json(body, status);
  });
  return app;
}
