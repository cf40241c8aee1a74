// aiosmtpd, in Python: people are told by mail what happens with their accounts, through another author's mail server that
// asks for TLS and a password, is away for a while, and does not take everything.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type MailServer, type MailServerSetup, partsOfMail, startMailServer } from "../kit/mail-server.ts";
import { enrol, passkeyOf } from "../steps/enrolling.ts";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import type { AtEnd } from "../support/at-end.ts";
import { type Authority, createAuthority, type ServerCertificate } from "../support/certificates.ts";
import { giveAddress } from "../support/give-address.ts";
import { startServer } from "../support/nearside-server.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { newParties } from "../vectors/parties.ts";

const ACCOUNT = { user: "nearside", password: "pass wörd:=+/" };
const SECRET = /pass wörd|cGFzcyB3w7ZyZ|AG5lYXJzaWRl/;
const WAIT_MS = 40_000;

let home: string;
let authority: Authority;
let certificate: ServerCertificate;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "nearside-mail-"));
  authority = await createAuthority(home);
  certificate = await authority.issue(["localhost"]);
  writeFileSync(join(home, "password"), `${ACCOUNT.password}\n`, { mode: 0o600 });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const settingsFor = ({ port }: { readonly port: number }, more: Readonly<Record<string, string>> = {}) => ({
  NEARSIDE_MAIL_HOST: "localhost",
  NEARSIDE_MAIL_PORT: String(port),
  NEARSIDE_MAIL_FROM: "nearside@example.com",
  NEARSIDE_MAIL_ROOTS: authority.certificateFile,
  NEARSIDE_MAIL_USER: ACCOUNT.user,
  NEARSIDE_MAIL_PASSWORD_FILE: join(home, "password"),
  NEARSIDE_RP_NAME: "Größe & Söhne",
  ...more,
});

async function mailServer(atEnd: AtEnd, setup: Partial<MailServerSetup> = {}): Promise<MailServer> {
  const started = await startMailServer({ tls: "starttls", certificate, account: ACCOUNT, ...setup });
  atEnd(started.stop);
  return started;
}

describe("a mail server that asks for TLS and a password", () => {
  const atEnd = afterTests();
  let mail: MailServer;
  let stage: Stage;
  beforeAll(async () => {
    mail = await mailServer(atEnd);
    stage = await openStage(atEnd, settingsFor(mail));
  });

  it("gets a test that says who sent it, and the sender hears what it said", async () => {
    const output = await stage.server.shell("mail", "test", "ops@example.com");
    expect(output).toContain(`Sent: localhost:${mail.port} accepted it and said "250 2.0.0 Taken as number 1".`);
    const [taken] = mail.taken;
    expect(taken).toMatchObject({ from: "nearside@example.com", to: ["ops@example.com"], tls: true, user: "nearside" });
    const { head, text } = partsOfMail(taken?.data ?? "");
    expect(Object.fromEntries(head)).toEqual({
      From: "=?UTF-8?Q?Gr=C3=B6=C3=9Fe_=26_S=C3=B6hne?= <nearside@example.com>",
      To: "ops@example.com",
      Subject: "=?UTF-8?Q?A_test_from_Gr=C3=B6=C3=9Fe_=26_S=C3=B6h?= =?UTF-8?Q?ne?=",
      "Message-ID": expect.stringMatching(/^<test\.[\w-]{22}@localhost>$/),
      Date: expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/),
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      "MIME-Version": "1.0",
      "Content-Type": "text/plain; charset=utf-8",
      "Content-Transfer-Encoding": "7bit",
    });
    expect(text).toContain(`the Nearside server at ${stage.issuer} can send mail`);
    expect(taken?.data).toMatch(/^[\t\r\n\x20-\x7e]*$/);
    for (const line of taken?.data.split("\r\n") ?? []) expect(line.length).toBeLessThanOrEqual(78);
  });

  it("hands on what happens with people's accounts: a machine that waits, and that it was admitted", async () => {
    giveAddress(stage, "admin");
    await enrol(stage);
    const own = await mail.received("admin@example.com", /^Subject: A new machine can sign in as admin\r$/m);
    expect(partsOfMail(own.data).text).toMatch(
      /Machine: +"laptop", "Debian 13" \(reported by the machine\)\n[\s\S]*Address: +127\.0\.0\.1/,
    );

    const bob = await newParties({ id: "us_of_no_statement", name: "bob" });
    const ticket = await stage.server.ticket("bob");
    giveAddress(stage, "bob");
    const { met } = await enrol(stage, "bob", ticket, bob);
    const waits = await mail.received("bob@example.com", /^Subject: A machine waits to be admitted for bob\r$/m);
    expect(partsOfMail(waits.data).text).toMatch(/If this was not you: read no words to anybody/);
    await stage.server.admit((await sixWords(met.attestation, passkeyOf(bob))).join(" "));
    const added = await mail.received("bob@example.com", /^Subject: A new machine can sign in as bob\r$/m);
    expect(partsOfMail(added.data).text).toContain(`${stage.issuer}/account`);
    for (const { data, tls, user } of mail.taken) {
      expect({ tls, user }).toEqual({ tls: true, user: "nearside" });
      expect(partsOfMail(data).text).not.toContain(ticket);
      expect(partsOfMail(data).head.get("Auto-Submitted")).toBe("auto-generated");
    }
    expect(stage.server.process.stderr()).not.toMatch(SECRET);
  });

  it("may ask to come again, which is done, and refuse for good, which the security log tells", async () => {
    const eve = await newParties({ id: "us_of_no_statement", name: "eve" });
    const ticket = await stage.server.ticket("eve");
    giveAddress(stage, "eve");
    await mail.answer({ RCPT: "451 4.7.1 Come again" });
    const { user } = await enrol(stage, "eve", ticket, eve);
    await stage.server.process.printed(/refused the recipient: 451 4\.7\.1 Come again/, WAIT_MS);
    await mail.answer({});
    await mail.received("eve@example.com", /^Subject: A machine waits to be admitted for eve\r$/m);

    await mail.answer({ RCPT: "550 5.1.1 No such mailbox" });
    await stage.server.shell("revoke", "machine", machineOf(stage, user.id));
    const event = await until(
      async () => storedEventsAbout(stage.dataFolder, user.id).find(({ kind }) => kind === "notice_given_up"),
      WAIT_MS,
      () => stage.server.process.stderr(),
    );
    expect(event.data).toEqual({ notice: "machine_removed", reason: "refused", tries: 1 });
    await expect(stage.server.shell("mail", "test", "ops@example.com")).rejects.toThrow(
      /Nothing was sent\. localhost:\d+ was asked, and the mail server refused the recipient: 550 5\.1\.1 No such mailbox/,
    );
  });
});

it("waits for a mail server that is away while this server ends and starts again: the notice comes once both are back", async () => {
  const mail = await mailServer(onTestFinished);
  const stage = await openStage(onTestFinished, settingsFor(mail));
  giveAddress(stage, "admin");
  await mail.stop();
  await enrol(stage);
  await stage.server.process.printed(/"said":"the mail could not be sent: [^"]*ECONNREFUSED[^"]*"/, WAIT_MS);
  await stage.server.stop();
  const back = await mailServer(onTestFinished, { port: mail.port });
  const { issuer, dataFolder } = stage;
  const port = Number(new URL(issuer).port);
  const place = { issuer, host: "127.0.0.1", port, folder: join(dataFolder, ".."), settings: settingsFor(mail) };
  const again = await startServer(place);
  onTestFinished(again.stop);
  await back.received("admin@example.com", /^Subject: A new machine can sign in as admin\r$/m);
  expect(back.taken).toHaveLength(1);
});

/** The id of the one machine of that person. */
function machineOf({ dataFolder }: Pick<Stage, "dataFolder">, userId: string): string {
  const database = new DatabaseSync(join(dataFolder, "nearside.db"), { readOnly: true, timeout: 5000 });
  const row = database.prepare("SELECT id FROM bound_sets WHERE user_id = ?").get(userId);
  database.close();
  return String(row?.["id"]);
}

describe.concurrent("a mail server that is not what it should be", () => {
  it.for<[string, Partial<MailServerSetup>, Readonly<Record<string, string>>, RegExp]>([
    ["another password", { account: { ...ACCOUNT, password: "other" } }, {}, /refused user and password: 535/],
    ["no TLS", { tls: "none" }, {}, /the mail server offers no TLS that can be trusted|STARTTLS/],
    [
      "TLS by an authority that nobody named",
      {},
      { NEARSIDE_MAIL_ROOTS: "" },
      /self-signed certificate|unable to (?:verify|get)/,
    ],
    ["TLS in another's name", {}, { NEARSIDE_MAIL_HOST: "127.0.0.1" }, /IP: 127\.0\.0\.1 is not in the cert/],
  ])("gets nothing: %s", async ([, setup, changed, sentence], { onTestFinished: atEnd }) => {
    const mail = await mailServer(atEnd, setup);
    const all = Object.entries(settingsFor(mail, changed)).filter(([, value]) => value !== "");
    const stage = await openStage(atEnd, Object.fromEntries(all));
    const failure = await stage.server.shell("mail", "test", "ops@example.com").then(
      () => "it was sent",
      (error: unknown) => String(error),
    );
    expect(failure).toMatch(sentence);
    expect(failure + stage.server.process.stderr()).not.toMatch(SECRET);
    expect(mail.taken).toEqual([]);
  });

  it("speaks TLS from the first byte where that is set", async ({ onTestFinished: atEnd }) => {
    const mail = await mailServer(atEnd, { tls: "implicit" });
    const stage = await openStage(atEnd, settingsFor(mail, { NEARSIDE_MAIL_TLS: "implicit" }));
    await stage.server.shell("mail", "test", "ops@example.com");
    expect(mail.taken).toMatchObject([{ tls: true, user: "nearside" }]);
  });

  it("is not there: nobody sends, and anybody who asks is told what to set", async ({ onTestFinished: atEnd }) => {
    const stage = await openStage(atEnd);
    await stage.server.process.printed(/"mail":"none is sent"/);
    await expect(stage.server.shell("mail", "test", "ops@example.com")).rejects.toThrow(
      /sends no mail, because no mail server is set up\. Set NEARSIDE_MAIL_HOST/,
    );
    await expect(stage.server.shell("mail", "test", "ops@example.com\nBcc: x@y.example")).rejects.toThrow(
      /must be one address/,
    );
    expect(readFileSync(join(stage.dataFolder, "nearside.db")).includes("NEARSIDE_MAIL")).toBe(false);
  });
});
