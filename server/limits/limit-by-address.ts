import type { MiddlewareHandler } from "hono";
import type { Ground } from "../ground.ts";
import type { DemandRoom, HttpEnv } from "../http/route.ts";
import { spendOfAddress } from "./spend-of-address.ts";

type Counting = Pick<Ground, "addressOf" | "budgets">;

/** Every request costs its address one, whatever it asks for; before anything of it is read. Not of `exempt` paths. */
export function limitByAddress(ground: Counting, exempt: readonly string[]): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    if (!exempt.includes(c.req.path)) await spendOfAddress(ground, "requests", ground.addressOf(c));
    await next();
  };
}

/** What a row costs its address besides. */
export const limitRow =
  (ground: Counting): DemandRoom =>
  async (limit, c) => {
    if (limit === "none" || limit === "requests") return; // `requests` was taken from every request already
    if (limit === "introspections") return; // by who asks, which only the answer finds out: see limit-introspection.ts
    await spendOfAddress(ground, limit, ground.addressOf(c));
  };
