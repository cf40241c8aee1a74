import { readTroubles } from "@nearside/shared/api/browser-trouble.ts";
import { helloAnswerSchema, helloBodySchema } from "@nearside/shared/api/loopback.ts";
import {
  answerSchema,
  askSchema,
  pageAnswerSchema,
  pageAskSchema,
  pageEventSchema,
} from "@nearside/shared/api/page-messages.ts";
import { readJson } from "@nearside/shared/encoding/json.ts";
import { deviceAuthorizationAnswerSchema } from "@nearside/shared/oauth/device-authorization.ts";
import { metadataSchema, serverKeysOf } from "@nearside/shared/oauth/metadata.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import * as v from "valibot";
import type { Json } from "../kit/hostile-json.ts";
import { jsonOf } from "../kit/json.ts";
import { ADA } from "../vectors/about.ts";
import { writeLogin } from "../vectors/login.ts";
import { newParties } from "../vectors/parties.ts";
import { editText } from "./edit-text.ts";
import { spoil } from "./spoil.ts";
import { thrownBy } from "./statements-target.ts";
import type { Target } from "./target.ts";

const SCHEMAS: readonly v.GenericSchema[] = [
  ...[pageAskSchema, askSchema, pageAnswerSchema, answerSchema, pageEventSchema, helloBodySchema, helloAnswerSchema],
  ...[deviceAuthorizationAnswerSchema, tokenAnswerSchema, metadataSchema],
];

/** Messages between page and content script (threat B4), and answers of a lying server to a command line. */
export const messagesTarget: Target = {
  name: "messages",
  share: 17,
  open: async () => {
    const parties = await newParties(ADA);
    const chain = await writeLogin(parties, "messages");
    const { request, nonce, decision, facts, hello } = chain;
    const asks: readonly Json[] = [
      { kind: "meet", request, nonce },
      { kind: "decision", request, decision, facts },
      { kind: "deny", request_hash: parties.device.thumbprint },
      { kind: "enrol", enrolment_request: request },
    ];
    const messages: readonly Json[] = [
      ...asks.map((ask): Json => ({ nearside: 1, id: "a", ask })),
      { nearside: 1, id: "a", answer: { kind: "refused", code: "malformed" } },
      { nearside: 1, event: "enrolment_confirmed" },
      { request, nonce, hello },
      {
        access_token: chain.access_token,
        token_type: "DPoP",
        expires_in: 900,
        refresh_token: "A".repeat(43),
        scope: "",
      },
      { keys: [{ ...parties.server.jwk, kid: parties.server.thumbprint, alg: "ES256" }] },
      jsonOf(JSON.parse(facts)),
    ];
    const hands = { signers: new Map(), stranger: parties.stranger, others: messages };
    return {
      send: async ({ message, recipe }) => {
        const { value } = await spoil(messages[message % messages.length] ?? null, recipe.steps, hands);
        let text = JSON.stringify(value);
        for (const edit of recipe.edits) text = editText(text, edit);
        const judged = [
          () => SCHEMAS.map((schema) => v.safeParse(schema, value)),
          () => readTroubles(value),
          () => readJson(text),
          () => readFacts(text),
          () => serverKeysOf(value),
        ];
        for (const judge of judged) {
          const thrown = await thrownBy(judge);
          if (thrown !== undefined && !(thrown instanceof Refused) && !(thrown instanceof v.ValiError))
            return `threw ${thrown}`;
        }
        return undefined;
      },
      end: async () => (v.is(pageAskSchema, messages[0]) ? undefined : "an honest message is refused"),
    };
  },
};
