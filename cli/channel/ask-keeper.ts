import { connect, type Socket } from "node:net";
import { AGENT_EXTENSION, type RemoteCall, remoteRefusedSchema } from "@nearside/shared/api/through-keeper.ts";
import { WireError } from "@nearside/shared/ssh/wire-reader.ts";
import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { extensionCall, MESSAGE, readExtension, readText } from "./agent-messages.ts";
import { readFrames, writeFrame } from "./frames.ts";

// The keeper of the machine that this command line's person sits at, over the SSH agent that her `ssh` forwards (protocol §10.6).

type RemoteRefusal = v.InferOutput<typeof remoteRefusedSchema>;

/** The keeper answered, and does not do it. */
export class KeeperRefused extends Error {
  readonly code: RemoteRefusal["refused"];
  /** The server's own refusal, if it was the server. */
  readonly refusal: string | undefined;

  constructor({ refused, refusal }: RemoteRefusal) {
    super(refused);
    this.name = "KeeperRefused";
    this.code = refused;
    this.refusal = refusal;
  }
}

/** No keeper answers over that agent: no agent is there, the connection ended, or the agent is another one. */
export class NoKeeper extends Error {
  constructor() {
    super("no keeper answers over the forwarded agent");
    this.name = "NoKeeper";
  }
}

/** One connection to that keeper. One call is answered after the other. */
export interface KeeperChannel {
  /** @throws KeeperRefused, NoKeeper */
  ask<Answer>(call: RemoteCall, schema: v.GenericSchema<unknown, Answer>): Promise<Answer>;
  close(): void;
}

/** @param path SSH_AUTH_SOCK @throws NoKeeper */
export async function openKeeperChannel(path: string): Promise<KeeperChannel> {
  const socket = await connected(path);
  const answers = readFrames(socket);
  let last: Promise<unknown> = Promise.resolve();
  const ask = async <Answer>(call: RemoteCall, schema: v.GenericSchema<unknown, Answer>): Promise<Answer> => {
    await writeFrame(socket, extensionCall(JSON.stringify(call)));
    const { value, done } = await answers.next().catch(() => ({ value: undefined, done: true }));
    const text = done === true || value === undefined ? undefined : contentOf(value);
    const answer = text === undefined ? undefined : parseJson(text);
    if (v.is(remoteRefusedSchema, answer)) throw new KeeperRefused(answer);
    const read = v.safeParse(schema, answer);
    if (!read.success) throw new NoKeeper();
    return read.output;
  };
  return {
    ask: (call, schema) => {
      const mine = last.then(() => ask(call, schema));
      last = mine.catch(() => undefined);
      return mine;
    },
    close: () => void socket.destroy(),
  };
}

/** @returns undefined if that is no answer of ours */
function contentOf(message: Buffer): string | undefined {
  const answer = readExtension(message, MESSAGE.extensionResponse);
  if (answer?.name !== AGENT_EXTENSION) return undefined;
  try {
    return readText(answer.content);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.on("error", () => reject(new NoKeeper()));
    socket.once("connect", () => resolve(socket));
  });
}
