import * as v from "valibot";
import { jwsSchema } from "../signing/jws.ts";

// Messages from the extension to the command line (protocol §4.2), over the one path of the listener.

export const HELLO_PATH = "/nearside/v1/hello";
/** Bytes. A longer body is refused before it is read. */
export const MAX_HELLO_BODY = 32_768;

export const helloBodySchema = v.strictObject({ request: jwsSchema, nonce: jwsSchema, hello: jwsSchema });
export type HelloBody = v.InferOutput<typeof helloBodySchema>;
/** `relay` is there if a keeper passed the hello on to another host or a container (protocol §10.3). */
export const helloAnswerSchema = v.strictObject({ presence_proof: jwsSchema, relay: v.exactOptional(jwsSchema) });
export type HelloAnswer = v.InferOutput<typeof helloAnswerSchema>;
