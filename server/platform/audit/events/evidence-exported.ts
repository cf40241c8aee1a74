import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** The evidence of a login left the server; the subject is the request id (protocol §7). */
export const evidenceExported = defineEvent("evidence_exported", 1, v.strictObject({ by: bySchema }));
