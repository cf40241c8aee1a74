import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** An administrator vouches for the name of a registered client from now on; the subject is its id. */
export const clientVerified = defineEvent("client_verified", 1, v.strictObject({ name: v.string(), by: bySchema }));
