// The background's answers as a program, for tests that may not import them: `node extension/testing/hear-messages.ts`.
// It prints the messages of an honest page and of the extension's own windows, then answers each line of JSON that it
// reads with one. Before each message it returns to its first state.
import { createInterface } from "node:readline";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { newEnrolmentId } from "@nearside/shared/ids.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { writeFacts } from "@nearside/shared/statements/facts.ts";
import { answerMessage, type MessageServices } from "../background/answer-message.ts";
import type { Sender } from "../background/asker.ts";
import { openSession } from "../session/session.ts";
import {
  ADA,
  counted,
  FACTS,
  ISSUER,
  madeUpWorld,
  memoryArea,
  NOW,
  newDecision,
  newLogin,
  newNonce,
  newUsableSet,
} from "./made-up-world.ts";

const SELF = { id: "abcdefghijklmnopabcdefghijklmnop", origin: "chrome-extension://abcdefghijklmnopabcdefghijklmnop" };
const ENROLMENT = newEnrolmentId(counted);
const PAGE: Sender = { id: SELF.id, url: `${ISSUER}/enroll/${ENROLMENT}`, frameId: 0, tab: { id: 3 } };
const OWN: Sender = { id: SELF.id, url: `${SELF.origin}/popup/popup.html` };

const area = memoryArea();
const keys: string[] = [];
const world = await madeUpWorld(
  async (device) => {
    const set = await newUsableSet(device);
    keys.push(set.thumbprint);
    return [set];
  },
  { session: openSession(area) },
);
const services: MessageServices = {
  ...world.services,
  self: SELF,
  keepUp: async () => void world.done.push("kept up"),
};

const login = await newLogin(world, keys);
const meet = { kind: "meet", request: login.request, nonce: login.nonce };
const met = await answerMessage({ kind: "page_ask", ask: meet }, PAGE, services);
const attestation = isMeeting(met) ? met.attestation : "";
const decision = await newDecision(world, attestation);
const enrolment_request = await enrolmentRequest.sign(world.server, {
  ...{ iss: ISSUER, jti: ENROLMENT, user: ADA, device_jkt: world.device.thumbprint, browser: null },
  ...{ loopback: { address: "127.0.0.1", port: 40_001 }, iat: NOW, exp: NOW + 900 },
});
await services.session.clicks.keep("3", { origin: ISSUER, enrolment: ENROLMENT });

function isMeeting(value: unknown): value is { readonly attestation: string } {
  return typeof value === "object" && value !== null && "attestation" in value;
}

const asks = [
  meet,
  { kind: "decision", request: login.request, decision, facts: writeFacts(FACTS) },
  { kind: "deny", request_hash: login.hash },
  { kind: "settled", request_hash: login.hash },
  { kind: "enrol", enrolment_request },
  {
    kind: "meet_enrolment",
    enrolment_request,
    nonce: await newNonce(world.server, await sha256Base64url(enrolment_request), NOW),
  },
]
  .map((ask): object => ({ kind: "page_ask", ask }))
  .concat({ kind: "login_opened" })
  .map((message) => ({ message, sender: PAGE }));
const ours = [
  { kind: "icon_clicked", tab: 3, url: PAGE.url },
  { kind: "enrolment_answered", enrolment: ENROLMENT, event: "enrolment_confirmed" },
  { kind: "issuers_changed" },
].map((message) => ({ message, sender: OWN }));

const before = await area.get(null);
// a reader of lines takes U+2028 and U+2029 for ends of a line, and JSON writes them as they are
const say = (what: unknown): void => {
  const line = JSON.stringify(what).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
  process.stdout.write(`${line}\n`);
};

/** Answers one message, and reports every other effect. */
async function hear(message: unknown, sender: Sender): Promise<unknown> {
  world.done.length = 0;
  let answer: unknown;
  let threw: string | null = null;
  try {
    answer = await answerMessage(message, sender, services);
  } catch (error) {
    threw = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const after = await area.get(null);
  const moved = JSON.stringify(after) !== JSON.stringify(before);
  for (const key of Object.keys(after)) await area.remove(key);
  await area.set(before);
  return { answer: answer ?? null, threw, moved, done: [...world.done] };
}

say({ messages: [...asks, ...ours] });
for await (const line of createInterface({ input: process.stdin })) {
  const { message, sender } = JSON.parse(line);
  say(await hear(message, sender));
}
