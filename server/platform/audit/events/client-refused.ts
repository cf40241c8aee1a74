import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * Somebody who said he was that resource server was not believed; the subject is the client's id. `code` is one of
 * `CLIENT_REFUSALS`; whoever asked is told every one of them alike.
 */
export const clientRefused = defineEvent("client_refused", 1, v.strictObject({ code: v.string() }));
