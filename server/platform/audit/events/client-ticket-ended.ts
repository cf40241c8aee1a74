import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A ticket to register programs was taken back: by an administrator, or since whoever made it has left. The subject is its hash. */
export const clientTicketEnded = defineEvent("client_ticket_ended", 1, v.strictObject({ by: bySchema }));
