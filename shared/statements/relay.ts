import * as v from "valibot";
import { sha256TextSchema } from "../ids.ts";
import { peerSchema } from "./presence.ts";
import { defineStatement, type Read } from "./statement.ts";

/** "I passed that hello on to the place and took this presence proof back", by the device key, whose thumbprint the extension knows (protocol §10.3). */
export const relay = defineStatement(
  "nearside-relay+jwt",
  "jwk",
  v.strictObject({
    /** H(presence proof). */
    presence: sha256TextSchema,
    /** The process that brought the hello, as this machine's system tells it. */
    peer: peerSchema,
    /** The way on which the hello came to this machine's keeper: by native messaging, or left out, over loopback. */
    channel: v.exactOptional(v.literal("native")),
  }),
);
export type Relay = Read<typeof relay>;
