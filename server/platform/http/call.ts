import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

export type HttpEnv = { Bindings: HttpBindings };
/** One request being answered. */
export type Call = Context<HttpEnv>;

/** What the request has in the place of `:id` in its row's path, unchecked: text that the client chose. */
export const idOf = (c: Call): string => c.req.param("id") ?? "";
