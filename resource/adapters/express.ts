import type { Request, RequestHandler } from "express";
import { type Access, AccessRefused, type Demands, type Resource } from "../resource.ts";
import { Granted, nodeRequest } from "./node-request.ts";
import { verifyOnce } from "./verify-once.ts";

const granted = new Granted<object>();

/**
 * Middleware that lets a request pass if it brings a valid token and proof and meets the demands of this address;
 * `nearsideOf(req)` then gives its user. Every other request is refused with the answer of RFC 9449 §7.1. It may
 * be used for a whole app and again, with more demands, for a route. Mounted at
 * `/.well-known/oauth-protected-resource`, it answers with the API's description (RFC 9728).
 */
export const nearside =
  (resource: Resource, demands: Demands = {}): RequestHandler =>
  async (req, res, next) => {
    try {
      // originalUrl, since `url` loses the path that a router is mounted at
      const request = nodeRequest(req.method, req.originalUrl, req.rawHeaders);
      const metadata = resource.metadata(request);
      if (metadata !== undefined) return void res.set(metadata.headers).end(metadata.body);
      const access = await verifyOnce(resource, req, request, demands);
      granted.grant(req, access);
      res.set(access.headers);
    } catch (error) {
      if (!(error instanceof AccessRefused)) return next(error);
      res.status(error.status).set(error.headers).json(error.body);
      return;
    }
    next();
  };

/**
 * The accepted token of a request.
 *
 * @throws Error if the request did not pass `nearside`
 */
export const nearsideOf = (req: Request): Access => granted.of(req);
