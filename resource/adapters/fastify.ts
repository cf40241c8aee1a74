import type { FastifyReply, FastifyRequest } from "fastify";
import { type Access, AccessRefused, type Demands, type Resource } from "../resource.ts";
import { Granted, nodeRequest } from "./node-request.ts";
import { verifyOnce } from "./verify-once.ts";

const granted = new Granted<object>();

/**
 * A hook for `onRequest`, before the body is read: `app.addHook("onRequest", nearside(resource))` for a whole app or
 * plugin, `{ onRequest: nearside(resource, { scope: "…" }) }` for a route, or both. It lets a request pass if it
 * brings a valid token and proof and meets the demands of this address; `nearsideOf(request)` then gives its user.
 * Every other request is refused with the answer of RFC 9449 §7.1. Mounted at
 * `/.well-known/oauth-protected-resource`, it answers with the API's description (RFC 9728).
 */
export const nearside =
  (resource: Resource, demands: Demands = {}): ((request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) =>
  async (request, reply) => {
    try {
      // originalUrl, since an app's rewriteUrl changes `url`
      const presented = nodeRequest(request.method, request.originalUrl, request.raw.rawHeaders);
      const metadata = resource.metadata(presented);
      if (metadata !== undefined) return reply.headers(metadata.headers).send(metadata.body);
      const access = await verifyOnce(resource, request, presented, demands);
      granted.grant(request, access);
      return void reply.headers(access.headers);
    } catch (error) {
      if (!(error instanceof AccessRefused)) throw error;
      return reply.code(error.status).headers(error.headers).send(error.body);
    }
  };

/**
 * The accepted token of a request.
 *
 * @throws Error if the request did not pass `nearside`
 */
export const nearsideOf = (request: FastifyRequest): Access => granted.of(request);
