import { verifySignature } from "../../signing/jws.ts";
import type { MeetingLink } from "../chain.ts";

/**
 * The key that the hello carries signed it.
 *
 * @throws Refused `bad_signature`
 */
export const checkHelloSignature = ({ hello }: Pick<MeetingLink, "hello">): Promise<void> =>
  verifySignature(hello, hello.header.jwk);
