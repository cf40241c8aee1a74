import type { Request, RequestHandler } from "express";
import { type Access, AccessRefused, type Demands, type Resource } from "../resource.ts";
import { Granted, nodeRequest } from "./node-request.ts";
import { verifyOnce } from "./verify-once.ts";

const granted = new Granted<object>();

/**
 * Lets pass who brings a good token and proof, and what this address demands besides; `nearsideOf(req)` tells who. Refuses
 * everybody else with the answer of RFC 9449 §7.1. May stand before a whole app and again, with more demands, before a route.
 * Where it stands before `/.well-known/oauth-protected-resource`, it answers with what the API tells of itself (RFC 9728).
 */
export const nearside =
  (resource: Resource, demands: Demands = {}): RequestHandler =>
  async (req, res, next) => {
    try {
      // originalUrl: `url` loses the path that a router is mounted at
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

/** @throws Error where the request did not pass `nearside` */
export const nearsideOf = (req: Request): Access => granted.of(req);
