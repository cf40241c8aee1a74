import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

export type HttpEnv = { Bindings: HttpBindings };
/** One request being answered. */
export type Call = Context<HttpEnv>;
