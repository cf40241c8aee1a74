import { Refused } from "@nearside/shared/refused.ts";
import { Hono } from "hono";
import { routePath } from "hono/route";
import type { Call, HttpEnv } from "../../platform/http/call.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import { RateLimited } from "../../platform/limits/rate-limited.ts";
import type { Log } from "../../platform/log/log.ts";
import { DatabaseAway } from "../../platform/store/database-away.ts";
import { errorAnswer } from "./error-answer.ts";

/**
 * True if the answer only tells how an orderly conversation goes on. At a resource that takes a token, the error about its proof
 * is the cause.
 */
const isOrdinary = (error: Error): boolean =>
  [error, error.cause].some((one) => one instanceof OauthError && one.isOrdinary);

/** Makes an app without routes that answers every error in one way: closed codes as JSON, never a stack (threat P7). */
export function createEdge(log: Log): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  const answer = (error: Error, c: Call): Response => {
    const { status, body, retryAfter, challenge, isBug } = errorAnswer(error, c.req.path);
    if (retryAfter !== undefined) c.header("Retry-After", String(retryAfter));
    if (challenge !== undefined) c.header("WWW-Authenticate", challenge);
    if (body.error === "invalid_client") challengeAsTried(c);
    const about = { method: c.req.method, route: routePath(c), status, code: body.error, refusal: body.refusal };
    if (isBug) log.error({ ...about, err: error }, "a request failed");
    else if (error instanceof DatabaseAway) log.warn({ ...about, err: error }, "the database is away");
    else if (error instanceof RateLimited)
      log.debug({ ...about, limit: error.limit }, "limited"); // see limit-requests.ts
    else if (isOrdinary(error)) log.debug(about, "asked to come again");
    else log.info({ ...about, ...(error instanceof Refused ? { field: error.field } : {}) }, "refused");
    return c.json(body, status);
  };
  // this answer is returned and not thrown: an error that Hono catches here would pass by the middleware that adds the headers
  app.notFound((c) => answer(new HttpError("not_found"), c));
  app.onError(answer);
  return app;
}

/**
 * Answers a client that tried to authenticate by `Authorization` with a challenge of the same scheme (RFC 6749 §5.2), though no
 * scheme works here. Other clients get no challenge, so that no browser asks its user for a password.
 */
function challengeAsTried(c: Call): void {
  const [scheme] = /^[!#$%&'*+.^_`|~\w-]{1,32}(?= |$)/.exec(c.req.header("authorization") ?? "") ?? [];
  if (scheme !== undefined) c.header("WWW-Authenticate", `${scheme} realm="nearside"`);
}
