import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { checkExtensionStanding } from "../../../register/people/check-standing.ts";
import type { VerdictCheck } from "./verdict-input.ts";

/** The extension key was not revoked since the request listed it (protocol §4.4). */
export const checkExtensionLive: VerdictCheck = async ({ hello }, _known, { party }) =>
  checkExtensionStanding(party, await thumbprintOf(hello.header.jwk));
