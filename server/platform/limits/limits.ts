import type { Config } from "../config/config.ts";

type Settings = Config["limits"];

/** Whose budget it is. Who is to be held to it must have been proved, or anybody could spend another's (threat R19). */
export type Party = "address" | "everybody" | "login" | "machine" | "resource_server" | "user";

export interface Limit {
  readonly by: Party;
  /** How often, in one window. */
  readonly points: (settings: Settings) => number;
  /** Length of the window, in seconds. */
  readonly seconds: number;
  /** What whoever is refused may read: why, and that nothing moved. When to try again is added to it. */
  readonly sentence: string;
}

/** A whole part of what one address may ask, so that one setting moves all of them. */
const part =
  (of: number) =>
  ({ perAddressPerMinute }: Settings) =>
    Math.ceil(perAddressPerMinute / of);
/** The same of what one person may add within an hour to what is kept for good. */
const partOfRecords =
  (of: number) =>
  ({ recordsPerUserPerHour }: Settings) =>
    Math.ceil(recordsPerUserPerHour / of);
const MINUTE = 60;
const HOUR = 3600;
const BUSY_ADDRESS =
  "Too much was asked of this server from your network in a short time, so this request was not looked at.";

/**
 * What is limited, by which key, how often, and why. In all of them an honest user stays far below:
 *
 * - An address is often an office of hundreds behind one NAT, or one network's /64, so its numbers are an office's; a /56 has four
 *   times as much and a /48 sixteen times, since one subscriber may have the whole: one login
 *   costs it about 20 requests, so 6000 a minute are 300 people who log in within the same minute. Whoever floods from the
 *   same NAT as an honest user does hold him up; from anywhere else he cannot.
 * - A machine and its user are known by the device key's signature, a login by its session key's, a resource server by its
 *   own. Nothing is spent of theirs before it is verified, nor by a message that was seen before.
 * - Who is known could fill tables that are only ever added to: so what a person's keys have signed, and is kept for good, is
 *   counted by the hour, after it was verified. docs/security.md says of each such table what bounds it.
 * - Nothing here ends or moves a login: who is refused tries again, and meanwhile all that is open stays open.
 */
export const LIMITS = {
  /** Every request but a probe's, whatever comes of it: unknown addresses and refused bodies too. An API that proved itself gets it back. */
  requests: { by: "address", points: part(1), seconds: MINUTE, sentence: BUSY_ADDRESS },
  /** POST /oauth/device_authorization: two signatures to verify and one to make, and what a good one writes to the disk. */
  login_starts: { by: "address", points: part(5), seconds: MINUTE, sentence: BUSY_ADDRESS },
  /** POST …/nonce: whoever has a link may ask, and each costs a signature and a write to the disk. */
  nonces: { by: "address", points: part(5), seconds: MINUTE, sentence: BUSY_ADDRESS },
  /** POST /api/enrolments and /api/key-attestations, the only doors that a guessed ticket opens (threat R17). Honest: two tries each, once a machine. */
  enrolment_starts: { by: "address", points: part(50), seconds: MINUTE, sentence: BUSY_ADDRESS },
  /** POST /oauth/register: metadata with keys to read, for whoever has a ticket of 256 random bits. Honest: one a program. */
  registrations: { by: "address", points: part(50), seconds: MINUTE, sentence: BUSY_ADDRESS },
  /** Tickets that were wrong: a person mistypes a few. 160 random bits are not guessed; this keeps a guesser from the database. */
  wrong_tickets: {
    by: "address",
    points: part(300),
    seconds: MINUTE,
    sentence: "Too many tickets from your network were wrong, so this one was not looked at.",
  },
  /**
   * The same of all addresses together, against a guesser who has many. Beyond it those are turned away who were wrong
   * themselves within the window; whoever shows his first ticket is served, or a stranger could keep everybody out.
   */
  wrong_tickets_in_all: {
    by: "everybody",
    points: part(30),
    seconds: MINUTE,
    sentence: "Too many tickets were wrong, yours among them, so this one was not looked at.",
  },
  /** The same of break-glass codes: 160 random bits, on a sheet of five. Whoever has the paper mistypes a few. */
  wrong_break_glass_codes: {
    by: "address",
    points: part(300),
    seconds: MINUTE,
    sentence: "Too many break-glass codes from your network were wrong, so this one was not looked at.",
  },
  /** As of tickets: who was never wrong is served, or a stranger could lock the last way in. */
  wrong_break_glass_codes_in_all: {
    by: "everybody",
    points: part(30),
    seconds: MINUTE,
    sentence: "Too many break-glass codes were wrong, yours among them, so this one was not looked at.",
  },
  /** Logins started by one device key: a loop gone wrong, or a thief of that key who floods its person (threat R9). */
  machine_logins: {
    by: "machine",
    points: (settings) => settings.loginsPerMachinePerMinute,
    seconds: MINUTE,
    sentence: "This machine started too many logins in a short time, so it got no new one.",
  },
  /** The same by the hour, since each is kept for good. It is half of what its person has: a thief of one machine's key leaves the other half. */
  logins_of_machine: {
    by: "machine",
    points: partOfRecords(2),
    seconds: HOUR,
    sentence: "This machine started as many logins within an hour as one machine may, so it got no new one.",
  },
  /** The same over all machines of one person. A script may log in every few seconds. */
  logins_of_user: {
    by: "user",
    points: partOfRecords(1),
    seconds: HOUR,
    sentence: "You started as many logins within an hour as one person may, so there is no new one.",
  },
  /** Touches over a decision, kept as evidence. */
  approvals: {
    by: "user",
    points: partOfRecords(4),
    seconds: HOUR,
    sentence: "You approved as many logins within an hour as one person may, so this one was not approved.",
  },
  /**
   * Some steps may be taken again and again while a login is open, and the log is told each time: a meeting, a decision, that the command
   * line turned somebody away. Honest: once each, and again for a page that is loaded anew.
   */
  login_steps: {
    by: "login",
    points: () => 60,
    seconds: MINUTE,
    sentence: "Too much was asked about this login in a short time, so nothing was changed.",
  },
  /** Changes in console and account, where the passkey has signed: each is kept with its signature. Each takes a touch. */
  signed_changes: {
    by: "user",
    points: partOfRecords(4),
    seconds: HOUR,
    sentence: "You made as many changes within an hour as one person may, so this one was not made.",
  },
  /** Sessions of the console, where browser and passkey have signed. Honest: a few a day. */
  sign_ins: {
    by: "user",
    points: partOfRecords(20),
    seconds: HOUR,
    sentence: "You signed in as often within an hour as one person may, so you are not signed in.",
  },
  /** Enrolments that one device key begins by a ticket or as an enrolled key: a person tries a few times. */
  enrolments_of_machine: {
    by: "machine",
    points: partOfRecords(40),
    seconds: HOUR,
    sentence: "This machine began as many enrolments within an hour as it may, so there is no new one.",
  },
  /** Meetings of the enrolments of one device key. Honest: one, and again for a page that is loaded anew. */
  enrolment_meetings: {
    by: "machine",
    points: () => 60,
    seconds: MINUTE,
    sentence: "This enrolment was met too often in a short time, so this meeting was not taken.",
  },
  /** How many wait at a time to be met or decided (threat R9): counted in the database; here is only how it is said. */
  open_logins_of_machine: {
    by: "machine",
    points: (settings) => settings.openLoginsPerMachine,
    seconds: MINUTE,
    sentence:
      "Too many logins of this machine are open, so it got no new one. Finish or deny them, or let them expire.",
  },
  /** The same over all machines of one person; one machine alone cannot fill it. */
  open_logins_of_user: {
    by: "user",
    points: (settings) => settings.openLoginsPerUser,
    seconds: MINUTE,
    sentence: "Too many of your logins are open, so there is no new one. Finish or deny them, or let them expire.",
  },
  /** Polls for one login. One is in flight at a time, held for 20 s, or one a second where none is held (RFC 8628 §3.5). */
  polls: { by: "login", points: () => 150, seconds: MINUTE, sentence: "This login was asked for too often." },
  /** Refreshes by all machines of one person, where session key and device key have signed: one each quarter of an hour is honest. */
  user_refreshes: {
    by: "user",
    points: (settings) => settings.refreshesPerUserPerMinute,
    seconds: MINUTE,
    sentence: "Your machines asked for too many new tokens in a short time. The ones you have stay good.",
  },
  /** Narrower tokens of one login (RFC 8693), by whoever proved its session key: one for each tool that is run is honest. */
  login_exchanges: {
    by: "login",
    points: () => 300,
    seconds: MINUTE,
    sentence: "Too many narrower tokens of this login were asked for in a short time. The ones you have stay good.",
  },
  /** Tokens by which one resource server acts for people (RFC 8693): as many as it is asked things by them, so a setting. */
  resource_server_exchanges: {
    by: "resource_server",
    points: (settings) => settings.exchangesPerResourceServerPerMinute,
    seconds: MINUTE,
    sentence: "This API exchanged too many tokens in a short time. The ones it has stay good.",
  },
  /** Introspections by one resource server that proved who it is: 1000 a second, for an API may ask at each request. */
  introspections: {
    by: "resource_server",
    points: (settings) => settings.introspectionsPerResourceServerPerMinute,
    seconds: MINUTE,
    sentence: "This API asked about too many tokens in a short time. It can read the status lists instead.",
  },
} as const satisfies Record<string, Limit>;
export type LimitName = keyof typeof LIMITS;

/** What a row of the table of routes may name: `introspections` is counted by whoever answers it; `requests` is every row's; `none` is for probes and the server's own shell. */
export type RouteLimit =
  | "none"
  | Extract<
      LimitName,
      "requests" | "login_starts" | "nonces" | "enrolment_starts" | "registrations" | "introspections"
    >;
