import { readFileSync } from "node:fs";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import type { MailSettings } from "../../platform/config/mail-settings.ts";
import { outletTexts } from "../../texts/outlets.ts";
import type { Message } from "./write-letter.ts";

/** Milliseconds of silence after which a try has failed. */
const SILENCE_MS = 20_000;
/** Milliseconds of a whole try, however slowly the mail server answers: well below `LEASE_MS`. */
export const MOST_OF_A_TRY_MS = 60_000;
/** Characters of the mail server's answer that are stored and shown, at most. */
const ANSWER_CAP = 300;

/** The result of a try. `answer` is the mail server's answer or the problem, as one harmless line without secrets. */
export type Delivery =
  | { readonly state: "sent"; readonly answer: string }
  /** The message or its recipient is refused for good (RFC 5321 §4.2.1, 5yz). */
  | { readonly state: "refused"; readonly answer: string }
  /** It may be accepted later. `hasAnswered` is true if the mail server judged this message. */
  | { readonly state: "failed"; readonly answer: string; readonly hasAnswered: boolean };

/**
 * Hands the message to the mail server, over TLS that authenticates the server, or on this machine (RFC 3207, RFC 8314 §3.3).
 *
 * @param ending aborts a try that is under way
 */
export async function deliver(
  settings: MailSettings,
  { messageId, ...message }: Message,
  { issuer }: { readonly issuer: string },
  ending: AbortSignal,
): Promise<Delivery> {
  const secrets: string[] = [];
  try {
    const signIn = settings.signIn && { user: settings.signIn.user, pass: passwordOf(settings.signIn.password) };
    if (signIn !== undefined) secrets.push(...formsOf(signIn));
    const transport = await transportTo(settings, signIn, issuer);
    const { response } = await transport.sendMail({
      ...message,
      messageId,
      envelope: { from: message.from.address, to: [message.to] },
      xMailer: false,
      textEncoding: "quoted-printable",
      // RFC 3834 §5: no automatic reply answers it; Exchange goes by the second header
      headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
      signal: ending,
    });
    return { state: "sent", answer: harmless(response, secrets) };
  } catch (error) {
    return failureOf(error, secrets);
  }
}

interface SignIn {
  readonly user: string;
  readonly pass: string;
}

async function transportTo(settings: MailSettings, signIn: SignIn | undefined, issuer: string) {
  const { createTransport } = await import("nodemailer"); // it is large, and a server without mail never needs it
  return createTransport({
    host: settings.host,
    port: settings.port,
    name: new URL(issuer).hostname,
    secure: settings.tls === "implicit",
    requireTLS: settings.tls === "starttls",
    ignoreTLS: settings.tls === "none",
    tls: { minVersion: "TLSv1.2", ...(settings.roots === undefined ? {} : { ca: readFileSync(settings.roots) }) },
    ...(signIn === undefined ? {} : { auth: signIn, forceAuth: true }),
    connectionTimeout: SILENCE_MS,
    greetingTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS,
    dnsTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  });
}

/** Reads a file each time, so that a change takes effect without a restart. One line break at its end is ignored. */
function passwordOf(password: NonNullable<MailSettings["signIn"]>["password"]): string {
  return typeof password === "function" ? password() : readFileSync(password.file, "utf8").replace(/\r?\n$/, "");
}

/** The forms in which a mail server could return the secrets of the sign-in (RFC 4616, RFC 4954 §4). */
const formsOf = ({ user, pass }: SignIn): string[] =>
  [pass, Buffer.from(pass).toString("base64"), Buffer.from(`\0${user}\0${pass}`).toString("base64")].filter(
    (form) => form !== "",
  );

function failureOf(error: unknown, secrets: readonly string[]): Delivery {
  if (!(error instanceof Error)) return { state: "failed", answer: outletTexts.mail.noServer, hasAnswered: false };
  const { code, command, response, responseCode } = error as Error & Readonly<Record<string, unknown>>;
  const isAnswer = typeof response === "string" && response !== "";
  const answer = outletTexts.mail.answer({
    stage: stageOf(code, command),
    answer: harmless(isAnswer ? response : error.message, secrets),
  });
  // If the sign-in or the sender is refused, the operator has to fix it: the message itself was not judged.
  const hasAnswered = isAnswer && (command === "RCPT TO" || command === "DATA");
  const isForGood = hasAnswered && typeof responseCode === "number" && responseCode >= 500 && responseCode !== 503;
  return isForGood ? { state: "refused", answer } : { state: "failed", answer, hasAnswered };
}

function stageOf(code: unknown, command: unknown): string {
  switch (code) {
    case "EAUTH":
      return outletTexts.mail.signIn;
    case "ETLS":
      return outletTexts.mail.tls;
    case "EDNS":
      return outletTexts.mail.name;
    case "EENVELOPE":
      return command === "MAIL FROM" ? outletTexts.mail.sender : outletTexts.mail.recipient;
    case "EMESSAGE":
      return outletTexts.mail.message;
    case "ETIMEDOUT":
    case "EABORT":
      return outletTexts.mail.slow;
    default:
      return outletTexts.mail.failed;
  }
}

/** Makes the text one line without the secrets. */
function harmless(text: string, secrets: readonly string[]): string {
  const withoutSecrets = secrets.reduce((left, secret) => left.replaceAll(secret, "[redacted]"), text);
  return neutralise(withoutSecrets.trim().replace(/\s+/g, " "), ANSWER_CAP);
}
