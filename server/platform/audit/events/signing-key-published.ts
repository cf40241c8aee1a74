import { publicJwkSchema } from "@nearside/shared/signing/keys.ts";
import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** The next server key was made and stands in the JWK Set, but signs nothing yet (protocol §2). The subject is its kid. */
export const signingKeyPublished = defineEvent(
  "signing_key_published",
  1,
  v.strictObject({
    alg: v.literal("ES256"),
    jwk: publicJwkSchema,
    /** When it will take over, epoch milliseconds. */
    active_from: v.number(),
  }),
);
