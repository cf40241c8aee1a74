import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { answerSchema } from "@nearside/shared/api/page-messages.ts";
import { isRefusalCode } from "@nearside/shared/chain/refusal.ts";
import * as v from "valibot";
import type { Json } from "../kit/hostile-json.ts";
import { repository } from "../support/repository.ts";
import { ADA } from "../vectors/about.ts";
import { newParties } from "../vectors/parties.ts";
import { spoil } from "./spoil.ts";
import type { Target } from "./target.ts";
import { memoryOf } from "./watch-server.ts";

const heardSchema = v.strictObject({
  answer: v.unknown(),
  threw: v.nullable(v.string()),
  moved: v.boolean(),
  done: v.array(v.string()),
});
const json = v.custom<Json>(() => true);
const firstSchema = v.strictObject({ messages: v.array(v.strictObject({ message: json, sender: json })) });
/** The browser names the sender (`runtime.MessageSender`): it may be any page, and is always in that form. */
const envelopeSchema = v.object({
  message: json,
  sender: v.object({
    id: v.optional(v.string()),
    url: v.optional(v.string()),
    frameId: v.optional(v.number()),
    tab: v.optional(v.object({ id: v.optional(v.number()) })),
  }),
});
/** The extension gives these answers to its own windows. */
const OWN_ANSWERS = new Set<unknown>([null, "told", "noted", "bridged", "not_bridged", "other_page"]);
const PATIENCE_MS = 20_000;
const MOST_GROWTH = 256 * 1024 * 1024;

/** Readers of lines take U+2028 and U+2029 for ends of one, which JSON writes as they are. */
const lineOf = (value: unknown): string =>
  JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");

/** The extension's background, by messages of pages, of other extensions and of its own windows (threat B4). */
export const extensionTarget: Target = {
  name: "extension",
  share: 10,
  open: async ({ atEnd }) => {
    const child = spawn(process.execPath, [join(repository, "extension/testing/hear-messages.ts")], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    atEnd(async () => {
      child.stdin.end();
      await closed;
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<unknown> => {
      const late = Promise.withResolvers<never>();
      const patience = setTimeout(() => late.reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
      const line = await Promise.race([lines.next(), late.promise]).finally(() => clearTimeout(patience));
      if (line.done === true) throw new Error("the background has ended");
      return JSON.parse(line.value);
    };
    const { messages } = v.parse(firstSchema, await next());
    const { stranger } = await newParties(ADA);
    const hands = { signers: new Map(), stranger, others: messages.map(({ message }) => message) };
    const ask = async (message: unknown, sender: unknown) => {
      child.stdin.write(`${lineOf({ message, sender })}\n`);
      return v.parse(heardSchema, await next());
    };
    const memory = child.pid === undefined ? 0 : memoryOf(child.pid);
    return {
      send: async ({ message, recipe }) => {
        const honest = messages[message % messages.length];
        if (honest === undefined) return "the background told no message";
        const { value } = await spoil({ ...honest }, recipe.steps, hands);
        const envelope = v.is(envelopeSchema, value) ? value : honest;
        const { answer, threw, moved, done } = await ask(envelope.message, envelope.sender);
        if (threw !== null) return `threw ${threw}`;
        const read = v.safeParse(answerSchema, answer);
        if (!read.success) return OWN_ANSWERS.has(answer) ? undefined : `answered ${JSON.stringify(answer)}`;
        if (read.output.kind !== "refused") return undefined;
        if (!isRefusalCode(read.output.code)) return `refused with ${read.output.code}`;
        return moved || done.length > 0 ? `refused, and yet did ${JSON.stringify(done)}` : undefined;
      },
      end: async () => {
        const grown = child.pid === undefined ? 0 : memoryOf(child.pid) - memory;
        if (grown > MOST_GROWTH) return `the background grew by ${Math.round(grown / 1024 / 1024)} MiB`;
        const [first] = messages;
        const met = first && v.safeParse(answerSchema, (await ask(first.message, first.sender)).answer);
        return met?.success === true && met.output.kind === "met" ? undefined : "an honest page meets nobody";
      },
    };
  },
};
