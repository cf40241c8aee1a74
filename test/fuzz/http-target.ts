import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { editBytes, editText } from "./edit-text.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { PostOffice, type Spoilt } from "./post-office.ts";
import type { FrameStep, Input } from "./recipe.ts";
import type { Place, Target } from "./target.ts";
import { type Watch, watchServer } from "./watch-server.ts";

/** Far beyond anything that the server does: no answer until then is a hang. */
const PATIENCE_MS = 20_000;

/** Every address of the server, by messages that were honest but for one thing. */
export const httpTarget: Target = {
  name: "http",
  share: 25,
  open: async (place: Place) => {
    const stage = await place.stage();
    const watch = watchServer(stage);
    const post = new PostOffice(stage);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const deliver = async (input: Input): Promise<string | undefined> => {
      if (await post.prepare(input)) watch.note();
      const letter = await post.write(input);
      const framed = frameOf(letter, input);
      const answer = await deliverTo(stage.issuer, agent, framed);
      post.heard(answer.nonce);
      const problem = judgeAnswer(answer, framed.method === "HEAD");
      if (problem !== undefined) return problem;
      if (answer.status >= 400) return watch.refused();
      watch.note();
      if (framed.method !== "POST") return undefined;
      letter.taken();
      return letter.forged ? `took a forged statement: ${answer.status} ${answer.body.slice(0, 200)}` : undefined;
    };
    return {
      send: deliver,
      end: async () => {
        agent.destroy();
        return ended(watch);
      },
    };
  },
};

const ended = async (watch: Watch): Promise<string | undefined> => watch.end();

interface Framed {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** They say where a body ends, or ask for more than an answer: those lies are the raw target's. */
const OF_THE_LINE = new Set(["content-length", "transfer-encoding", "connection", "expect", "upgrade"]);

/** The request as it goes out; parts that no well-behaved client can send are made sendable. */
function frameOf({ method, path, headers, body }: Spoilt, { recipe }: Input): Framed {
  const framed = { method, path, headers: { ...headers }, body };
  for (const edit of recipe.edits) framed.body = editBytes(framed.body, edit);
  for (const step of recipe.frame) Object.assign(framed, stepped(framed, step));
  const sendable = Object.entries(framed.headers).map(([name, value]) => [name, asHeader(value)] as const);
  return { ...framed, headers: Object.fromEntries(sendable) };
}

const asHeader = (value: string): string => value.replace(/[^\t\x20-\x7e\x80-\xff]/g, "?");

function stepped(framed: Framed, step: FrameStep): Partial<Framed> {
  switch (step.kind) {
    case "method":
      return { method: step.method };
    case "path": {
      const path = editText(framed.path, step.edit).replace(/[^\x21-\x7e]/g, (char) =>
        encodeURIComponent(char.toWellFormed()),
      );
      return { path: path.startsWith("/") ? path.slice(0, 4000) : `/${path.slice(0, 4000)}` };
    }
    case "header":
      return OF_THE_LINE.has(step.name) ? {} : { headers: { ...framed.headers, [step.name]: step.value } };
  }
}

interface Delivered {
  readonly status: number;
  readonly body: string;
  readonly nonce: string | undefined;
}

/** Headers beyond it are refused while they are still being sent, so the answer may get lost. Characters. */
const MOST_HEADERS = 15_000;

/** @throws Error if nothing was answered in time, or the connection was cut twice */
async function deliverTo(issuer: string, agent: Agent, framed: Framed): Promise<Delivered> {
  try {
    return await deliverOnce(issuer, agent, framed);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE")))
      throw error;
    if (JSON.stringify(framed.headers).length > MOST_HEADERS) return { status: 431, body: "", nonce: undefined };
    // a kept connection may be ended by the server's patience at the very moment
    return deliverOnce(issuer, agent, framed);
  }
}

function deliverOnce(issuer: string, agent: Agent, { method, path, headers, body }: Framed): Promise<Delivered> {
  const { hostname, port, host } = new URL(issuer);
  return new Promise((resolve, reject) => {
    const options = { agent, host: "127.0.0.1", servername: hostname, port, method, path };
    const sends = method !== "GET" && method !== "HEAD";
    const length = sends ? { "content-length": String(body.length) } : {};
    const outgoing = request({ ...options, headers: { host, ...headers, ...length } }, (answer: IncomingMessage) => {
      text(answer).then(
        (received) =>
          resolve({ status: answer.statusCode ?? 0, body: received, nonce: answer.headersDistinct["dpop-nonce"]?.[0] }),
        reject,
      );
    });
    outgoing.setTimeout(PATIENCE_MS, () => outgoing.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)));
    outgoing.on("error", reject).end(sends ? body : undefined);
  });
}
