import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A registered client was struck off; the subject is its id. */
export const clientRevoked = defineEvent("client_revoked", 1, v.strictObject({ by: bySchema }));
