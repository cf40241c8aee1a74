import { newRandomId } from "@nearside/shared/ids.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithClock, WithRandom, WithStopping } from "../../platform/surroundings.ts";
import { mailTexts } from "../../texts/mail.ts";
import { timeInLetters } from "./letters.ts";
import { type Delivery, deliver, MOST_OF_A_TRY_MS } from "./mail-server.ts";

type TestMail =
  | { readonly state: "not_configured" }
  | { readonly state: Delivery["state"]; readonly said: string; readonly server: string };

/** Sends one message at once, without the outbox, so that the person who sets up mail sees the mail server's answer. */
export async function sendTestMail(
  { clock, config, random, stopping }: WithClock & WithConfig & WithRandom & WithStopping,
  address: string,
): Promise<TestMail> {
  const { issuer, mail, rpName } = config;
  if (mail === undefined) return { state: "not_configured" };
  const now = clock();
  const text = [
    mailTexts.test.what({ issuer }),
    mailTexts.test.when({ time: timeInLetters(now) }),
    mailTexts.test.why,
  ].join("\n\n");
  const message = {
    to: address,
    from: { name: rpName, address: mail.from },
    subject: mailTexts.test.subject({ server: rpName }),
    text: `${text}\n`,
    messageId: `<test.${newRandomId(random)}@${new URL(issuer).hostname}>`,
    date: new Date(now),
  };
  const ending = AbortSignal.any([stopping, AbortSignal.timeout(MOST_OF_A_TRY_MS)]);
  const { state, answer } = await deliver(mail, message, config, ending);
  return { state, said: answer, server: `${mail.host}:${mail.port}` };
}
