import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import { sendTestMail } from "../../notices/send-test-mail.ts";
import type { TestMailAnswer } from "../mail-messages.ts";

/** Sends one message now, and tells what the mail server said. */
export const testMailRoute =
  (ground: Ground) =>
  async (c: Call, { address }: { readonly address: string }): Promise<Response> =>
    c.json((await sendTestMail(ground, address)) satisfies TestMailAnswer);
