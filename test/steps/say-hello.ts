// A hello as any key may sign it for the page of a login or an enrolment (protocol §4.3).
import type { helloBodySchema } from "@nearside/shared/api/loopback.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import type * as v from "valibot";
import { newId } from "./stage.ts";

export type HelloBody = v.InferOutput<typeof helloBodySchema>;

/** A hello by that key. */
export async function helloBy(
  by: Signer,
  open: { readonly request: string; readonly nonce: string },
): Promise<HelloBody> {
  const salt = { request: await sha256Base64url(open.request), nonce: (await nonce.read(open.nonce)).claims.nonce };
  return { request: open.request, nonce: open.nonce, hello: await hello.sign(by, { ...salt, xn: newId() }) };
}
