// Token exchange (RFC 8693, protocol §4.6) as the stage's own command line asks for it.
import type { Signer } from "@nearside/shared/signing/keys.ts";
import type { Answer } from "../kit/answer.ts";
import * as kit from "../kit/exchange.ts";
import type { Form } from "../kit/send.ts";
import type { Stage } from "./stage.ts";

/** A command line asks for a narrower token of its own. */
export const narrow = (
  stage: Stage,
  token: string,
  form: Form = {},
  by: Signer = stage.parties.session,
): Promise<Answer> => kit.narrow(stage, token, by, { form });
