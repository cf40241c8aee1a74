// A mail server of somebody else's (Debian's python3-aiosmtpd): see `mail-server.py`.
import { join } from "node:path";
import * as v from "valibot";
import { freePort } from "../kit/free-port.ts";
import { startProcess } from "./process.ts";
import { repository } from "./repository.ts";
import { until } from "./until.ts";

/** Of the system's own Python, which may not be the first of PATH. */
const PYTHON = "/usr/bin/python3";
const PROGRAM = join(repository, "test/support/mail-server.py");
/** Nothing is judged by it: a busy machine takes its time. */
const TAKEN_MS = 40_000;

export type MailServerSetup = {
  /** Left out: a free one. */
  readonly port?: number;
  readonly tls: "starttls" | "implicit" | "none";
  readonly certificate?: { readonly certificateFile: string; readonly keyFile: string };
  /** Whom it asks to sign in; left out: nobody. */
  readonly account?: { readonly user: string; readonly password: string };
};

const mailSchema = v.object({
  from: v.string(),
  to: v.array(v.string()),
  /** As it came. */
  data: v.string(),
  tls: v.boolean(),
  user: v.nullable(v.string()),
});
type TakenMail = v.InferOutput<typeof mailSchema>;

export type MailServer = {
  readonly port: number;
  /** In the order in which they came. */
  readonly taken: () => TakenMail[];
  /** The first one to that address whose data has such a line. */
  readonly received: (to: string, line: RegExp) => Promise<TakenMail>;
  /** What it answers from now on; left out: it takes it. */
  readonly answer: (answers: { readonly RCPT?: string; readonly DATA?: string }) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** @throws Error with what it complained of, where it does not start */
export async function startMailServer({ port, tls, certificate, account }: MailServerSetup): Promise<MailServer> {
  const own = port ?? (await freePort());
  const program = await startProcess({ command: PYTHON, args: [PROGRAM], env: {} });
  const files = certificate && { certificate: certificate.certificateFile, key: certificate.keyFile };
  program.type(`${JSON.stringify({ port: own, tls, ...files, ...account })}\n`);
  await program.printed(/^\{"port": \d+\}$/m);
  const taken = (): TakenMail[] =>
    program
      .stdout()
      .split("\n")
      .filter((line) => line.startsWith('{"from"'))
      .map((line) => v.parse(mailSchema, JSON.parse(line)));
  let answers = 0;
  return {
    port: own,
    taken,
    received: (to, line) =>
      until(
        async () => taken().find((mail) => mail.to.includes(to) && line.test(mail.data)),
        TAKEN_MS,
        () => `no mail to ${to} has ${line}; there came ${JSON.stringify(taken())}`,
      ),
    answer: async (given) => {
      answers += 1;
      program.type(`${JSON.stringify(given)}\n`);
      const all = new RegExp(`(?:\\{"answers": true\\}[\\s\\S]*){${answers}}`);
      await program.printed(all);
    },
    stop: async () => {
      await program.stop();
    },
  };
}

/** The head of a message, each field on one line, and its text. */
export function partsOf(data: string): { head: Map<string, string>; text: string } {
  const [head = "", ...body] = data.split("\r\n\r\n");
  const fields = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const quoted = body.join("\n\n").replaceAll("\r\n", "\n").replace(/=\n/g, "");
  const bytes = quoted.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return {
    head: new Map(fields.map((field) => [field.split(":", 1)[0] ?? "", field.replace(/^[^:]*: /, "")])),
    text: Buffer.from(bytes, "latin1").toString(),
  };
}
