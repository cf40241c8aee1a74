import type { MiddlewareHandler } from "hono";
import { type Access, AccessRefused, type Demands, type Resource } from "../resource.ts";
import { verifyOnce } from "./verify-once.ts";

/** `new Hono<NearsideEnv>()` takes it: `c.var.nearside` is there once the middleware has run. */
export type NearsideEnv = { readonly Variables: { readonly nearside: Access } };

/**
 * Middleware that lets a request pass if it brings a valid token and proof and meets the demands of this address;
 * `c.var.nearside` then gives its user. Every other request is refused with the answer of RFC 9449 §7.1. It may stand
 * before a whole app and again, with more demands, before a route. Mounted at
 * `/.well-known/oauth-protected-resource`, it answers with the API's description (RFC 9728).
 */
export const nearside =
  (resource: Resource, demands: Demands = {}): MiddlewareHandler<NearsideEnv> =>
  async (c, next) => {
    const metadata = resource.metadata(c.req.raw);
    if (metadata !== undefined) return metadata.response();
    let access: Access;
    try {
      access = await verifyOnce(resource, c, c.req.raw, demands);
    } catch (error) {
      if (!(error instanceof AccessRefused)) throw error;
      return error.response();
    }
    c.set("nearside", access);
    await next();
    for (const [name, value] of Object.entries(access.headers)) c.header(name, value);
    return undefined;
  };
