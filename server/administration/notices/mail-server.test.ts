import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { startMailServer } from "../../../test/kit/mail-server.ts";
import { MAIL } from "../../testing/mail-settings.ts";
import { deliver } from "./mail-server.ts";
import type { Message } from "./write-letter.ts";

const CONFIG = { issuer: "https://login.example.test" };
const never = new AbortController().signal;
const message = (changed: Partial<Message> = {}): Message => ({
  to: "alice@example.com",
  from: { name: "Nearside", address: "nearside@example.com" },
  subject: "A subject",
  text: "A text\n",
  messageId: "<notice.1.1@login.example.test>",
  date: new Date(0),
  ...changed,
});

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** Starts a mail server that answers each line as `answer` says, lies included. */
async function hostile(greeting: string, answer: (line: string) => string): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.write(greeting);
    socket.setEncoding("utf8").on("data", (text: string) => {
      for (const line of text.split("\r\n").filter((one) => one !== "")) socket.write(answer(line));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

describe("text that others chose", () => {
  it.each([
    "Grüße 🗝 from Löwenbräu",
    "a\r\nBcc: mallory@evil.example",
    "a\nBcc: mallory@evil.example\n\nhello",
    "\u202egro.live",
    "ü".repeat(5000),
    "many words ".repeat(1000),
    '"quoted", <bracketed@evil.example>',
  ])("adds no field and no recipient: %.40j", async (chosen) => {
    const mail = await startMailServer();
    const from = { name: chosen, address: "nearside@example.com" };
    const delivery = await deliver({ ...MAIL, port: mail.port }, message({ from, subject: chosen }), CONFIG, never);
    await mail.stop();
    expect(delivery.state).toBe("sent");
    const [taken] = mail.taken;
    expect(taken?.to).toEqual(["alice@example.com"]);
    const [head = ""] = taken?.data.split("\r\n\r\n") ?? [];
    const fields = head.split("\r\n").filter((line) => !/^[ \t]/.test(line));
    expect(fields.map((field) => field.split(":", 1)[0])).toEqual([
      "Auto-Submitted",
      "X-Auto-Response-Suppress",
      "From",
      "To",
      "Subject",
      "Message-ID",
      "Date",
      "Content-Transfer-Encoding",
      "MIME-Version",
      "Content-Type",
    ]);
    expect(head).toMatch(/^[\t\r\n\x20-\x7e]*$/);
    for (const line of head.split("\r\n")) expect(line.length).toBeLessThanOrEqual(998); // RFC 5322 §2.1.1 allows no longer line
  });
});

describe("a hostile mail server", () => {
  const signIn = { user: "nearside", password: () => "s3cret-word" };
  const hasSignIn = (line: string): string => (/^EHLO/.test(line) ? "250-x\r\n250 AUTH PLAIN\r\n" : "");

  it("that gives back the password has it in no log and on no screen", async () => {
    const port = await hostile("220 x\r\n", (line) =>
      hasSignIn(line) === ""
        ? `535 no: s3cret-word, ${line}, ${Buffer.from("s3cret-word").toString("base64")}\r\n`
        : hasSignIn(line),
    );
    const delivery = await deliver({ ...MAIL, port, signIn }, message(), CONFIG, never);
    expect(delivery).toEqual({
      state: "failed",
      hasAnswered: false,
      answer: "the mail server refused user and password: 535 no: [redacted], AUTH PLAIN [redacted], [redacted]",
    });
  });

  it("says only so much, and nothing that steers a terminal", async () => {
    const port = await hostile("220 x\r\n", (line) =>
      line.startsWith("EHLO") ? "250 x\r\n" : `550 \u001b[2J\u202e${"x".repeat(100_000)}\r\n`,
    );
    const { state, answer } = await deliver({ ...MAIL, port }, message(), CONFIG, never);
    expect(state).toBe("failed"); // the server refused the sender, not the message
    expect(answer.length).toBeLessThan(400);
    expect(answer).not.toMatch(/\p{C}/u);
  });

  it.each([
    ["never greets", "", () => ""],
    ["never answers", "220 x\r\n", () => ""],
    ["speaks another language", "HTTP/1.1 200 OK\r\n\r\n", () => "<html>\r\n"],
  ])("that %s is left when time is over", async (_, greeting, answer) => {
    const port = await hostile(greeting, answer);
    const delivery = await deliver({ ...MAIL, port }, message(), CONFIG, AbortSignal.timeout(300));
    expect(delivery).toMatchObject({ state: "failed", hasAnswered: false });
  });

  it("that speaks no TLS is told nothing where TLS is asked for", async () => {
    const heard: string[] = [];
    const port = await hostile("220 x\r\n", (line) => {
      heard.push(line);
      return line.startsWith("EHLO") ? "250-x\r\n250 AUTH PLAIN\r\n" : "454 no TLS\r\n";
    });
    const delivery = await deliver({ ...MAIL, port, tls: "starttls", signIn }, message(), CONFIG, never);
    expect(delivery).toMatchObject({ state: "failed", hasAnswered: false });
    expect(heard.join()).not.toMatch(/AUTH|MAIL|s3cret/);
  });
});

it("says which file it could not read, and sends nothing", async () => {
  const settings = { ...MAIL, signIn: { user: "u", password: { file: "/nowhere/password" } } };
  expect(await deliver(settings, message(), CONFIG, never)).toEqual({
    state: "failed",
    hasAnswered: false,
    answer: expect.stringContaining("/nowhere/password"),
  });
});
