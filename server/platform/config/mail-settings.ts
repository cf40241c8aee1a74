import { emailAddressSchema } from "@nearside/shared/api/console/names.ts";
import * as v from "valibot";
import { isLoopback } from "./network.ts";
import { text, whole, yesOrNo } from "./values.ts";

// Every message completes the sentence "<setting> <message>." for the person who starts the server.

const TLS_WAYS = ["starttls", "implicit", "none"] as const;

/** The setting as it is written down. If it is left out, no mail is sent. */
export const mailSetting = v.optional(
  v.strictObject({
    host: text("must be the mail server's address or host name"),
    /** The default is 587 with STARTTLS, 465 with TLS from the first byte (RFC 8314 §3.3), 25 without TLS. */
    port: v.optional(whole(1, 65_535)),
    tls: v.optional(v.picklist(TLS_WAYS, `must be one of ${TLS_WAYS.join(", ")}`), "starttls"),
    roots: v.optional(text("must name a PEM file with the authorities to trust", 4096)),
    from: emailAddressSchema,
    user: v.optional(text("must be the name to sign in with at the mail server")),
    passwordFile: v.optional(text("must name a file", 4096)),
    password: v.optional(text("must be the password for the mail server, on one line", 1024)),
    tellAdministrators: v.optional(yesOrNo, true),
  }),
);
type MailSetting = NonNullable<v.InferOutput<typeof mailSetting>>;

/** The mail server, and which notices are sent. */
export interface MailSettings {
  readonly host: string;
  readonly port: number;
  readonly tls: (typeof TLS_WAYS)[number];
  /** Absolute path of a PEM file with the authorities to trust; undefined for those that Node trusts. */
  readonly roots: string | undefined;
  readonly from: string;
  /** Undefined where the mail server asks for no sign-in. */
  readonly signIn:
    | {
        readonly user: string;
        /** The password as a function, so that it is never printed with the configuration; or the file that holds it. */
        readonly password: (() => string) | { readonly file: string };
      }
    | undefined;
  /**
   * True if owners and administrators are notified of new roles, of people who were suspended, restored or offboarded, and of published
   * rules.
   */
  readonly tellAdministrators: boolean;
}

const PORTS = { starttls: 587, implicit: 465, none: 25 } as const;

export function mailOf(
  { host, port, tls, roots, from, user, passwordFile, password, tellAdministrators }: MailSetting,
  absolute: (path: string, setting: readonly string[]) => string,
): MailSettings {
  const secret =
    password === undefined
      ? passwordFile && { file: absolute(passwordFile, ["mail", "passwordFile"]) }
      : () => password;
  return {
    host,
    port: port ?? PORTS[tls],
    tls,
    roots: roots && absolute(roots, ["mail", "roots"]),
    from,
    signIn: user === undefined || !secret ? undefined : { user, password: secret },
    tellAdministrators,
  };
}

/** Checks the mail settings against each other. @returns the problem of each wrong setting */
export function problemsOfMail(
  mail: MailSetting | undefined,
  isFromFile: (path: readonly string[]) => boolean,
): readonly (readonly [setting: string, problem: string])[] {
  if (mail === undefined) return [];
  const problems: [string, string][] = [];
  if (mail.tls === "none" && !isLoopback(mail.host))
    problems.push([
      "mail.tls",
      "must be starttls or implicit: without TLS mail goes only to a server on this machine, such as 127.0.0.1",
    ]);
  if (mail.password !== undefined && isFromFile(["mail", "password"]))
    problems.push([
      "mail.passwordFile",
      "must name a file of its own for the password, which must not stand in the configuration file as mail.password; or set NEARSIDE_MAIL_PASSWORD",
    ]);
  if (mail.password !== undefined && mail.passwordFile !== undefined)
    problems.push(["mail.passwordFile", "must not be set beside a password: name one of the two"]);
  if ((mail.user === undefined) !== (mail.password === undefined && mail.passwordFile === undefined))
    problems.push(["mail.user", "and a password must be set together, or neither where the mail server asks for none"]);
  return problems;
}
