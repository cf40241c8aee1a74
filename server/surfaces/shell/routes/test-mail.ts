import { sendTestMail } from "../../../administration/notices/send-test-mail.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithClock, WithRandom, WithStopping } from "../../../platform/surroundings.ts";
import type { TestMailAnswer } from "../mail-messages.ts";

/** Sends one message now, and tells what the mail server said. */
export const testMailRoute =
  (services: WithClock & WithConfig & WithRandom & WithStopping) =>
  async (c: Call, { address }: { readonly address: string }): Promise<Response> =>
    c.json((await sendTestMail(services, address)) satisfies TestMailAnswer);
