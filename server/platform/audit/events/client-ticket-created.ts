import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A ticket with which clients can be registered (RFC 7591 §3); its hash names it in later events, the ticket is nowhere. */
export const clientTicketCreated = defineEvent(
  "client_ticket_created",
  1,
  v.strictObject({
    hash: v.string(),
    kinds: v.array(v.picklist(["command_line", "resource_server"])),
    scopes: v.array(v.string()),
    resources: v.array(v.string()),
    /** RFC 9396; null, or left out in older events: any. */
    detail_types: v.optional(v.nullable(v.array(v.string()))),
    uses: v.number(),
    expires_at: v.number(),
    by: bySchema,
  }),
);
