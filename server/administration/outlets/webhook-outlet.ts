import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import type { WebhookSettings } from "../../platform/config/event-settings.ts";
import { OutsideRefused } from "../../platform/outside/outside-refused.ts";
import { postOutside } from "../../platform/outside/post-outside.ts";
import { outletTexts } from "../../texts/outlets.ts";
import { lineOf, type Outlet, Undelivered } from "./outlet.ts";

/** Each event is a call of its own, and the next one waits for its answer: so they arrive in order, and the id of a call never changes. */
const MOST = 1;
/** Milliseconds for a whole call. */
const PATIENCE_MS = 15_000;
/** Standard Webhooks: 24 to 64 bytes. */
const [FEWEST_BYTES, MOST_BYTES] = [24, 64];
const MOST_SECRETS = 4;

const WHY = {
  not_https: outletTexts.webhook.notHttps,
  private_address: outletTexts.webhook.private,
  unreachable: outletTexts.webhook.unreachable,
  unexpected_answer: outletTexts.webhook.unexpected,
  too_large: outletTexts.webhook.large,
  too_slow: outletTexts.webhook.slow,
} as const;

/** A webhook by the rules of Standard Webhooks 1.0: any answer from 200 to 299 takes the event. */
export function webhookOutlet({ url, secretFile, ownNetwork, roots }: WebhookSettings): Outlet {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    name: "webhook",
    most: MOST,
    async send(records, { now, signal }) {
      const secrets = secretsIn(secretFile);
      const pem = roots === undefined ? undefined : rootsIn(roots);
      for (const record of records) {
        const [id, timestamp, body] = [`evt_${record.id}`, Math.floor(now / 1000), lineOf(record)];
        const status = await statusOf(
          postOutside(url, {
            headers: {
              "content-type": "application/cloudevents+json; charset=utf-8",
              "webhook-id": id,
              "webhook-timestamp": String(timestamp),
              "webhook-signature": secrets.map((secret) => signatureOf(secret, id, timestamp, body)).join(" "),
            },
            body,
            privateAddresses: ownNetwork,
            roots: pem,
            agent,
            patience: PATIENCE_MS,
            stopping: signal,
          }),
        );
        if (status < 200 || status > 299) throw new Undelivered(outletTexts.webhook.status({ status }));
      }
    },
    close: () => agent.destroy(),
  };
}

async function statusOf(posting: Promise<number>): Promise<number> {
  try {
    return await posting;
  } catch (cause) {
    if (cause instanceof OutsideRefused)
      throw new Undelivered(outletTexts.webhook.problem({ problem: WHY[cause.code] }), { cause });
    throw cause;
  }
}

/** https://www.standardwebhooks.com, "Symmetric" */
export const signatureOf = (secret: Buffer, id: string, timestamp: number, body: string): string =>
  `v1,${createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest("base64")}`;

function rootsIn(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Undelivered(outletTexts.webhook.rootsUnreadable({ file }), { cause });
  }
}

/** One secret on each line: all of them sign, so that a new one can be given to the other side before the old one goes. */
function secretsIn(file: string): readonly Buffer[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new Undelivered(outletTexts.webhook.secretUnreadable({ file }), { cause });
  }
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const secrets = lines.map((line) => Buffer.from(line.replace(/^whsec_/, ""), "base64"));
  const isFit = ({ length }: Buffer) => length >= FEWEST_BYTES && length <= MOST_BYTES;
  if (secrets.length >= 1 && secrets.length <= MOST_SECRETS && secrets.every(isFit)) return secrets;
  throw new Undelivered(
    outletTexts.webhook.secretForm({ file, most: MOST_SECRETS, fewestBytes: FEWEST_BYTES, mostBytes: MOST_BYTES }),
  );
}
