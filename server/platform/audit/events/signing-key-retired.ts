import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A server key signs no more, and its private part was erased; what it signed still verifies (protocol §2). The subject is its kid. */
export const signingKeyRetired = defineEvent("signing_key_retired", 1, v.strictObject({ successor: v.string() }));
