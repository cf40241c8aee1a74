import { verifySignature } from "../../signing/jws.ts";
import type { MeetingLink } from "../chain.ts";

/** The hello is signed by the key it carries. */
export const checkHelloSignature = ({ hello }: Pick<MeetingLink, "hello">): Promise<void> =>
  verifySignature(hello, hello.header.jwk);
