import type { Hono } from "hono";
import type { Ground } from "../ground.ts";
import { createEdge } from "../http/edge.ts";
import { type HttpEnv, mount, postJson, type Route } from "../http/route.ts";
import { CREATE_TICKET_PATH, createTicketSchema } from "./messages.ts";
import { createTicketRoute } from "./routes/create-ticket.ts";

/** What the server's own shell may ask. Who can reach the socket may: its folder and it are the server account's alone. */
export const adminRoutesOf = (ground: Ground): readonly Route[] => [
  postJson(CREATE_TICKET_PATH, createTicketSchema, createTicketRoute(ground)),
];

export function createAdminApp(ground: Ground): Hono<HttpEnv> {
  const app = createEdge(ground.log);
  mount(app, adminRoutesOf(ground));
  return app;
}
