import type { IncomingMessage } from "node:http";
import { type HelloBody, helloBodySchema, MAX_HELLO_BODY } from "@nearside/shared/api/loopback.ts";
import { readJson } from "@nearside/shared/encoding/json.ts";
import { fieldOf, Refused } from "@nearside/shared/refused.ts";
import * as v from "valibot";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads a body of at most MAX_HELLO_BODY bytes. They are counted as they come, whatever the header said (threat P7).
 *
 * @throws Refused `malformed`
 */
export async function readHello(request: IncomingMessage): Promise<HelloBody> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      if (!(chunk instanceof Buffer)) throw new Refused("malformed", "body");
      length += chunk.length;
      if (length > MAX_HELLO_BODY) throw new Refused("malformed", "body");
      chunks.push(chunk);
    }
    const body = v.safeParse(helloBodySchema, readJson(utf8.decode(Buffer.concat(chunks))));
    if (!body.success) throw new Refused("malformed", fieldOf(body.issues[0], "body"));
    return body.output;
  } catch (cause) {
    throw cause instanceof Refused ? cause : new Refused("malformed", "body", { cause });
  }
}
