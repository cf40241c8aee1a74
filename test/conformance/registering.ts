// A person who was given a ticket registers clients (RFC 7591).

import type { Answer } from "../kit/answer.ts";
import type { Stage } from "../steps/stage.ts";
import { ORDERS } from "./apis.ts";

export const REGISTER = "/oauth/register";

const tickets = new WeakMap<Stage, Promise<string>>();

/** One for many clients of either kind, within `read` and `write` and the orders API. */
export function ticketOf(stage: Stage): Promise<string> {
  const kinds = ["--kind", "command-line resource-server"];
  const ticket =
    tickets.get(stage) ??
    stage.server.clientTicket(...kinds, "--scope", "read write", "--resource", ORDERS, "--uses", "100");
  tickets.set(stage, ticket);
  return ticket;
}

/** Registers with that ticket in the header, or with none. @param metadata is sent as it is if it is text */
export function registerWith(stage: Stage, ticket: string | undefined, metadata: unknown): Promise<Answer> {
  const authorization = ticket === undefined ? {} : { authorization: `Bearer ${ticket}` };
  const headers = { "content-type": "application/json", ...authorization };
  const body = typeof metadata === "string" ? metadata : JSON.stringify(metadata);
  return stage.send(REGISTER, { method: "POST", headers, body });
}
