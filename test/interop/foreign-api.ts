// An API whose author never heard of @nearside/resource: RFC 9068 and RFC 9449, as oauth4webapi has them.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { type AuthorizationServer, allowInsecureRequests, validateJwtAccessToken } from "oauth4webapi";
import type { AtEnd } from "../support/at-end.ts";

/** `GET /` answers with the claims of the token that it was sent, or with 401. @param port of localhost */
export async function startForeignApi(atEnd: AtEnd, server: AuthorizationServer, port: number): Promise<void> {
  const options = { requireDPoP: true, [allowInsecureRequests]: true } as const;
  const app = new Hono();
  app.get("/", async (c) =>
    c.json(await validateJwtAccessToken(server, c.req.raw, `http://localhost:${port}`, options)),
  );
  app.onError((_error, c) => c.body(null, 401, { "www-authenticate": 'DPoP error="invalid_token"' }));
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  const api = serve({ fetch: app.fetch, hostname: "127.0.0.1", port }, () => resolve());
  atEnd(() => new Promise((ended) => api.close(() => ended())));
  await listening;
}
