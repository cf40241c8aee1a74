import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** What an enrolled passkey's authenticator claimed was proven by metadata that came later; the subject is its credential id. */
export const passkeyAttested = defineEvent(
  "passkey_attested",
  1,
  v.strictObject({ aaguid: v.string(), metadata_no: v.number() }),
);
