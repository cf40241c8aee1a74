import type { MiddlewareHandler } from "hono";
import type { HttpEnv } from "../../platform/http/call.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import type { DemandRoom } from "../../platform/http/route.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { spendOfAddress } from "../../platform/limits/spend-of-address.ts";

/** Every request costs its address one, whatever it asks for; before anything of it is read. Not of `exempt` paths. */
export function limitByAddress(
  services: WithAddressOf & WithBudgets,
  exempt: readonly string[],
): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    if (!exempt.includes(c.req.path)) await spendOfAddress(services, "requests", services.addressOf(c));
    await next();
  };
}

/** What a row costs its address besides. */
export const limitRow =
  (services: WithAddressOf & WithBudgets): DemandRoom =>
  async (limit, c) => {
    if (limit === "none" || limit === "requests") return; // `requests` was taken from every request already
    if (limit === "introspections") return; // by who asks, which only the answer finds out: see limit-introspection.ts
    await spendOfAddress(services, limit, services.addressOf(c));
  };
