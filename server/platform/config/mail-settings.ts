import { emailAddressSchema } from "@nearside/shared/api/console/names.ts";
import { choiceText } from "@nearside/shared/text/amounts.ts";
import * as v from "valibot";
import { configTexts } from "../../texts/config.ts";
import { isLoopback } from "./network.ts";
import { text, whole, yesOrNo } from "./values.ts";

// Every message completes the sentence "<setting> <message>." for the person who starts the server.

const TLS_WAYS = ["starttls", "implicit", "none"] as const;

/** The setting as it is written down. If it is left out, no mail is sent. */
export const mailSetting = v.optional(
  v.strictObject({
    host: text(configTexts.mail.host),
    /** The default is 587 with STARTTLS, 465 with TLS from the first byte (RFC 8314 §3.3), 25 without TLS. */
    port: v.optional(whole(1, 65_535)),
    tls: v.optional(v.picklist(TLS_WAYS, configTexts.mail.tls({ ways: choiceText(TLS_WAYS) })), "starttls"),
    roots: v.optional(text(configTexts.mail.authorities, 4096)),
    from: emailAddressSchema,
    user: v.optional(text(configTexts.mail.user)),
    passwordFile: v.optional(text(configTexts.file.name, 4096)),
    password: v.optional(text(configTexts.mail.password, 1024)),
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
  if (mail.tls === "none" && !isLoopback(mail.host)) problems.push(["mail.tls", configTexts.mail.needsTls]);
  if (mail.password !== undefined && isFromFile(["mail", "password"]))
    problems.push(["mail.passwordFile", configTexts.mail.passwordFile]);
  if (mail.password !== undefined && mail.passwordFile !== undefined)
    problems.push(["mail.passwordFile", configTexts.mail.twoPasswords]);
  if ((mail.user === undefined) !== (mail.password === undefined && mail.passwordFile === undefined))
    problems.push(["mail.user", configTexts.mailPair]);
  return problems;
}
