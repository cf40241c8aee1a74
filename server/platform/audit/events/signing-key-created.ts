import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A server key was made (protocol §2). The subject is its kid. */
export const signingKeyCreated = defineEvent("signing_key_created", 1, v.strictObject({ alg: v.literal("ES256") }));
