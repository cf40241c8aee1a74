import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

export type HttpEnv = { Bindings: HttpBindings };
/** One request being answered. */
export type Call = Context<HttpEnv>;

/** The value of `:id` in the row's path, unchecked: text that the client chose. */
export const idOf = (c: Call): string => c.req.param("id") ?? "";
