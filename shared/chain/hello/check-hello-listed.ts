import { thumbprintOf } from "../../signing/keys.ts";
import { listedExtension } from "../../statements/facts.ts";
import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The request lists the key of the hello: it belongs to an extension of the machine that started the login (protocol
 * §4.2, §4.4).
 *
 * @throws Refused `extension_not_listed`
 */
export async function checkHelloListed({ request, hello }: Pick<MeetingLink, "request" | "hello">): Promise<void> {
  const listed = await listedExtension(request.claims.jti, await thumbprintOf(hello.header.jwk));
  if (!request.claims.extensions.includes(listed)) refuse("extension_not_listed", "hello.jwk");
}
