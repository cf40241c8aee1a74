import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as v from "valibot";

// A mail server of somebody else's, on this machine and without TLS: what it takes, it tells. See the program for the rest.

const PYTHON = "/usr/bin/python3";
const PROGRAM = fileURLToPath(new URL("../../test/kit/mail-server.py", import.meta.url));

const mailSchema = v.object({
  from: v.string(),
  to: v.array(v.string()),
  /** As it came: headers, an empty line, the body. */
  data: v.string(),
});
type TakenMail = v.InferOutput<typeof mailSchema>;
const lineSchema = v.union([v.object({ port: v.number() }), v.object({ answers: v.literal(true) }), mailSchema]);

/** What it answers from now on; null: it takes it. */
export interface Answers {
  readonly RCPT?: string;
  readonly DATA?: string;
}

export interface TestMailServer {
  readonly port: number;
  /** In the order in which they came. */
  readonly taken: readonly TakenMail[];
  answer(answers: Answers): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error with what it complained of, where it does not start (Debian: python3-aiosmtpd) */
export async function startMailServer(port = 0): Promise<TestMailServer> {
  const program = spawn(PYTHON, [PROGRAM], { stdio: ["pipe", "pipe", "pipe"] });
  let complaints = "";
  program.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  const closed = new Promise<void>((resolve) => program.once("close", () => resolve()));
  const taken: TakenMail[] = [];
  const awaited: ((line: v.InferOutput<typeof lineSchema>) => void)[] = [];
  createInterface({ input: program.stdout }).on("line", (text) => {
    const line = v.parse(lineSchema, JSON.parse(text));
    if ("data" in line) taken.push(line);
    else awaited.shift()?.(line);
  });
  const ask = (line: object): Promise<v.InferOutput<typeof lineSchema>> => {
    const answer = new Promise<v.InferOutput<typeof lineSchema>>((resolve, reject) => {
      awaited.push(resolve);
      void closed.then(() => reject(new Error(`the mail server ended:\n${complaints}`)));
    });
    program.stdin.write(`${JSON.stringify(line)}\n`);
    return answer;
  };
  const ready = await ask({ port, tls: "none" });
  if (!("port" in ready)) throw new Error("the mail server did not say where it listens");
  return {
    port: ready.port,
    taken,
    async answer(answers) {
      await ask(answers);
    },
    async close() {
      program.stdin.end();
      await closed;
    },
  };
}
