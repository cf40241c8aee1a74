import { Hono } from "hono";
import { routePath } from "hono/route";
import { TrieRouter } from "hono/router/trie-router";
import type { Call, HttpEnv } from "../../platform/http/call.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import type { Log } from "../../platform/log/log.ts";
import { errorAnswer } from "../../platform/wire-error.ts";

/** Gives the page for a person whose browser met that error; undefined where a program is answered. */
type ErrorPage = (code: string, c: Call) => Uint8Array<ArrayBuffer> | undefined;

/**
 * Makes an app without routes that answers every error in one way: closed codes as JSON, never a stack (threat P7).
 *
 * @param pageOf for people who follow a wrong link
 */
export function createEdge(log: Log, pageOf: ErrorPage = () => undefined): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>({ router: new TrieRouter() }); // the default finds out at the first request that it needs this one
  const answer = (error: Error, c: Call): Response => {
    const { status, body, headers, logLine } = errorAnswer(error, c.req.path);
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    if (body.error === "invalid_client") challengeAsTried(c);
    const about = { method: c.req.method, route: routePath(c), status, code: body.error, refusal: body.refusal };
    log[logLine.level]({ ...about, ...logLine.data }, logLine.message);
    const page = pageOf(body.error, c);
    if (page === undefined) return c.json(body, status);
    return c.body(page, status, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" });
  };
  // this answer is returned and not thrown: an error that Hono catches here would skip the middleware that adds the headers
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
