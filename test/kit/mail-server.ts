// Another author's mail server (Debian's python3-aiosmtpd), which tells what it takes: see `mail-server.py`.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as v from "valibot";

/** The system's own Python has the package. It may not be the first of PATH. */
const PYTHON = "/usr/bin/python3";
const PROGRAM = fileURLToPath(new URL("mail-server.py", import.meta.url));
/** Nothing is judged by it: a busy machine takes its time. */
const TAKEN_MS = 40_000;

export interface MailServerSetup {
  /** 0, as if left out, for a free one. */
  readonly port?: number;
  /** "none" if left out. */
  readonly tls?: "starttls" | "implicit" | "none";
  /** Paths of PEM files. */
  readonly certificate?: { readonly certificateFile: string; readonly keyFile: string };
  /** The account that it asks to sign in; if it is left out, no client must sign in. */
  readonly account?: { readonly user: string; readonly password: string };
}

const mailSchema = v.object({
  from: v.string(),
  to: v.array(v.string()),
  /** The message as it came: headers, an empty line, the body. */
  data: v.string(),
  tls: v.boolean(),
  user: v.nullable(v.string()),
});
type TakenMail = v.InferOutput<typeof mailSchema>;
const lineSchema = v.union([v.object({ port: v.number() }), v.object({ answers: v.literal(true) }), mailSchema]);
type Line = v.InferOutput<typeof lineSchema>;

export interface MailServer {
  readonly port: number;
  /** They are in the order in which they came; the list grows. */
  readonly taken: readonly TakenMail[];
  /** Waits for a message to that address whose data has such a line. @throws Error if none comes in time */
  received(to: string, line: RegExp): Promise<TakenMail>;
  /** Sets what it answers from now on; left out: it takes the message. */
  answer(answers: { readonly RCPT?: string; readonly DATA?: string }): Promise<void>;
  stop(): Promise<void>;
}

/** @throws Error with what it complained of, if it does not start (Debian: python3-aiosmtpd) */
export async function startMailServer(setup: MailServerSetup = {}): Promise<MailServer> {
  const { port = 0, tls = "none", certificate, account } = setup;
  const program = spawn(PYTHON, [PROGRAM], { stdio: ["pipe", "pipe", "pipe"], env: {} });
  let complaints = "";
  program.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  const closed = new Promise<void>((resolve) => program.once("close", () => resolve()));
  const taken: TakenMail[] = [];
  const awaited: ((line: Line) => void)[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: program.stdout }).on("line", (text) => {
    const line = v.parse(lineSchema, JSON.parse(text));
    if (!("data" in line)) awaited.shift()?.(line);
    else {
      taken.push(line);
      for (const look of waiting) look();
    }
  });
  const ask = (line: object): Promise<Line> => {
    const answer = new Promise<Line>((resolve, reject) => {
      awaited.push(resolve);
      void closed.then(() => reject(new Error(`the mail server ended:\n${complaints}`)));
    });
    program.stdin.write(`${JSON.stringify(line)}\n`);
    return answer;
  };
  const files = certificate && { certificate: certificate.certificateFile, key: certificate.keyFile };
  const ready = await ask({ port, tls, ...files, ...account });
  if (!("port" in ready)) throw new Error("the mail server did not say where it listens");
  return {
    port: ready.port,
    taken,
    received: (to, line) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const mail = taken.find((each) => each.to.includes(to) && line.test(each.data));
          if (mail === undefined) return;
          waiting.delete(look);
          clearTimeout(deadline);
          resolve(mail);
        };
        const deadline = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`no mail to ${to} has ${line}; there came ${JSON.stringify(taken)}`));
        }, TAKEN_MS);
        waiting.add(look);
        look();
      }),
    async answer(answers) {
      await ask(answers);
    },
    async stop() {
      program.stdin.end();
      await closed;
    },
  };
}

/** Reads a message: its head, each field on one line, and its text. */
export function partsOfMail(data: string): { head: Map<string, string>; text: string } {
  const [head = "", ...body] = data.split("\r\n\r\n");
  const fields = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const quoted = body.join("\n\n").replaceAll("\r\n", "\n").replace(/=\n/g, "");
  const bytes = quoted.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return {
    head: new Map(fields.map((field) => [field.split(":", 1)[0] ?? "", field.replace(/^[^:]*: /, "")])),
    text: Buffer.from(bytes, "latin1").toString(),
  };
}
