import { neutralise } from "@nearside/shared/text/neutralise.ts";
import type { Config } from "../../platform/config/config.ts";
import type { MailSettings } from "../../platform/config/mail-settings.ts";
import { mailTexts } from "../../texts/mail.ts";
import { letterOf, timeInLetters } from "./letters.ts";
import type { Notice } from "./notice.ts";

/** A message to the mail server: plain text, one recipient. */
export interface Message {
  readonly to: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  /** It has angle brackets (RFC 5322 §3.6.4), and is the same each time that the same notice is tried. */
  readonly messageId: string;
  readonly date: Date;
}

type About = Pick<Config, "issuer" | "rpName">;

/** Writes the message. A notice gives one and the same message, however often it is tried. */
export function writeLetter(notice: Notice, { issuer, rpName }: About, { from }: MailSettings): Message {
  const { subject, what, ifYou, ifNot } = letterOf(notice, issuer);
  const text = [what, details(notice), ifYou, ifNot, mailTexts.footer({ issuer })].join("\n\n");
  return {
    to: notice.address,
    from: { name: rpName, address: from },
    subject,
    text: `${text}\n`,
    messageId: `<notice.${notice.seq}.${notice.firstAt}@${new URL(issuer).hostname}>`,
    date: new Date(notice.lastAt),
  };
}

/** The facts of the notice, one line each. */
function details({ facts, count, firstAt, lastAt }: Notice): string {
  const { machine, browser, started, address, by, wanted, said } = facts;
  const { name, display_name } = facts.person;
  const { labels } = mailTexts;
  const first = timeInLetters(firstAt);
  return [
    [labels.when, count === 1 ? first : mailTexts.timeSpan({ first, last: timeInLetters(lastAt) })],
    [labels.account, display_name === name ? name : mailTexts.account({ name, displayName: plainName(display_name) })],
    [labels.machine, machine && mailTexts.machine({ hostname: hostName(machine.hostname), os: ownWord(machine.os) })],
    [labels.program, wanted && ownWord(wanted.client)],
    [labels.command, wanted && mailTexts.command({ command: ownWord(wanted.command) })],
    [labels.lease, wanted?.agent && mailTexts.agent({ agent: ownWord(wanted.agent) })],
    [labels.access, wanted && [wanted.resource, wanted.scope].filter(Boolean).map(ownWord).join(", ")],
    [labels.reason, said && ownWord(said)],
    [labels.browser, browser === undefined ? undefined : mailTexts.browser({ browser: ownWord(browser) })],
    [labels.started, started && startedBy(started)],
    [labels.address, address === undefined ? undefined : mailTexts.address({ address })],
    [labels.by, by],
  ]
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([label, value]) => `  ${`${label}:`.padEnd(9)} ${value}`)
    .join("\n");
}

/** Says who started a login that another person opened. */
function startedBy({ name, hostname, address }: NonNullable<Notice["facts"]["started"]>): string {
  const who = { name, hostname: hostName(hostname) };
  return address === null ? mailTexts.startedBy(who) : mailTexts.startedByFrom({ ...who, address });
}

// A letter, which people trust, contains words that others chose. Nothing in them may read as a link, an address or a line of
// ours (threat B7).

const NAME_CAP = 64;
const OWN_WORD_CAP = 48;

/** Leaves the characters that a person's name could have. A dot within a word could make it a link. */
const plainName = (name: string): string =>
  neutralise(name, NAME_CAP).replace(/[^\p{L}\p{M}\p{N} .,'’()…[\]-]|\.(?! |$)/gu, "?");

/** Leaves ASCII words of the name that a machine or a browser gives itself. A dot stays only between digits, as in a version. */
const ownWord = (word: string): string =>
  `"${neutralise(word, OWN_WORD_CAP).replace(/[^A-Za-z0-9 ._()…[\]-]|(?<![0-9])\.|\.(?![0-9])/g, "?")}"`;

/** The machine's host name without its domain. */
const hostName = (hostname: string): string => ownWord(hostname.split(".", 1)[0] ?? "");
