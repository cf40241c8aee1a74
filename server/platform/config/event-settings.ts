import * as v from "valibot";
import { configTexts } from "../../texts/config.ts";
import { text, yesOrNo } from "./values.ts";

// Every message completes the sentence "<setting> <message>." for the person who starts the server.

const SERVER = configTexts.events.syslog;
const PLACE = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/]+))(?::([0-9]{1,5}))?$/;
/** RFC 5425 §4.1 */
const SYSLOG_TLS_PORT = 6514;

const place = v.pipe(
  text(SERVER),
  v.rawTransform<string, { readonly host: string; readonly port: number }>(({ dataset, addIssue, NEVER }) => {
    const [, bracketed, plain, digits = String(SYSLOG_TLS_PORT)] = PLACE.exec(dataset.value) ?? [];
    const host = bracketed ?? plain;
    const port = Number(digits);
    if (host !== undefined && port >= 1 && port <= 65_535) return { host, port };
    addIssue({ message: SERVER });
    return NEVER;
  }),
);

const URL_SAYS = configTexts.events.https;
const webhookUrl = v.pipe(
  text(URL_SAYS, 2048),
  v.check((value) => {
    if (!URL.canParse(value)) return false;
    const { protocol, username, password, hash } = new URL(value);
    return protocol === "https:" && username === "" && password === "" && hash === "";
  }, URL_SAYS),
);

const file = (problem: string) => text(problem, 4096);
const roots = v.optional(file(configTexts.mail.authorities));

/** The setting as it is written down: where entries of the security log go as they are written. */
export const eventsSetting = v.optional(
  v.strictObject({
    file: v.optional(file(configTexts.file.name)),
    syslog: v.optional(
      v.strictObject({
        server: place,
        roots,
        cert: v.optional(file(configTexts.events.certificate)),
        key: v.optional(file(configTexts.events.key)),
      }),
    ),
    webhook: v.optional(
      v.strictObject({
        url: webhookUrl,
        secretFile: file(configTexts.events.secret),
        ownNetwork: v.optional(yesOrNo, false),
        roots,
      }),
    ),
  }),
  {},
);
type EventsSetting = v.InferOutput<typeof eventsSetting>;

export interface SyslogSettings {
  readonly host: string;
  readonly port: number;
  /** Absolute path of a PEM file; undefined for the authorities that Node trusts. */
  readonly roots: string | undefined;
  /** Absolute paths of PEM files; undefined where the syslog server asks for no certificate. */
  readonly own: { readonly cert: string; readonly key: string } | undefined;
}

export interface WebhookSettings {
  readonly url: string;
  /** Absolute path. */
  readonly secretFile: string;
  /** True if the address may lead into a private network, or to this computer. */
  readonly ownNetwork: boolean;
  readonly roots: string | undefined;
}

/** The consumers that events go to. Each that is set is a consumer, which has a place of its own in the log. */
export interface EventSettings {
  /** Absolute path. */
  readonly file: string | undefined;
  readonly syslog: SyslogSettings | undefined;
  readonly webhook: WebhookSettings | undefined;
}

export function eventsOf(
  { file, syslog, webhook }: EventsSetting,
  absolute: (path: string, setting: readonly string[]) => string,
): EventSettings {
  const pathOf = (path: string | undefined, ...setting: readonly string[]) =>
    path === undefined ? undefined : absolute(path, ["events", ...setting]);
  return {
    file: pathOf(file, "file"),
    syslog: syslog && {
      ...syslog.server,
      roots: pathOf(syslog.roots, "syslog", "roots"),
      own:
        syslog.cert === undefined || syslog.key === undefined
          ? undefined
          : {
              cert: absolute(syslog.cert, ["events", "syslog", "cert"]),
              key: absolute(syslog.key, ["events", "syslog", "key"]),
            },
    },
    webhook: webhook && {
      url: webhook.url,
      secretFile: absolute(webhook.secretFile, ["events", "webhook", "secretFile"]),
      ownNetwork: webhook.ownNetwork,
      roots: pathOf(webhook.roots, "webhook", "roots"),
    },
  };
}

/** @returns the problem of each wrong setting */
export function problemsOfEvents({ syslog }: EventsSetting): readonly (readonly [setting: string, problem: string])[] {
  if (syslog === undefined || (syslog.cert === undefined) === (syslog.key === undefined)) return [];
  return [["events.syslog.cert", configTexts.syslogPair]];
}
