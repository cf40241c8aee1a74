import { limitTexts } from "../../texts/limits.ts";
import type { Config } from "../config/config.ts";

type Settings = Config["limits"];

/**
 * The owner of a budget. A party must have been authenticated before its budget is charged, or anybody could spend another's (threat R19).
 */
type Party = "address" | "everybody" | "login" | "machine" | "resource_server" | "user";

interface Limit {
  readonly by: Party;
  /** The number of times in one window. */
  readonly points: (settings: Settings) => number;
  /** Length of the window, in seconds. */
  readonly seconds: number;
  /** The sentence for a client that is refused: why, and that nothing changed. The time to try again is added to it. */
  readonly sentence: string;
}

/** A whole part of the requests of one address, so that one setting moves all of them. */
const part =
  (of: number) =>
  ({ perAddressPerMinute }: Settings) =>
    Math.ceil(perAddressPerMinute / of);
/** A part of the records that one person may add within an hour to the tables that only grow. */
const partOfRecords =
  (of: number) =>
  ({ recordsPerUserPerHour }: Settings) =>
    Math.ceil(recordsPerUserPerHour / of);
const MINUTE = 60;
const HOUR = 3600;
const BUSY_ADDRESS = limitTexts.busyAddress;

/**
 * The limits, each with its key, its number and its reason. An honest user stays far below all of them:
 * - An address is often an office of hundreds behind one NAT, or one network's /64, so its numbers are an office's; a /56 has four times as
 * much and a /48 sixteen times, since one subscriber may have the whole. One login costs it about 20 requests, so 6000 a minute are 300
 * people who log in within the same minute. A flood from the same NAT does hold up an honest user; one from anywhere else cannot.
 * - A machine and its user are authenticated by the device key's signature, a login by its session key's, a resource server by its own.
 * Their budgets are charged only after that, and never by a message that was seen before.
 * - A known party could fill the tables that only grow. So the records that a person's keys have signed are counted by the hour, after
 * verification. docs/security.md says of each such table what bounds it.
 * - No limit ends or moves a login: the client tries again, and meanwhile everything that is open stays open.
 */
export const LIMITS = {
  /** Every request except probes, whatever its response: unknown addresses and refused bodies too. An authenticated API gets it back. */
  requests: { by: "address", points: part(1), seconds: MINUTE, sentence: BUSY_ADDRESS },
  /** POST /oauth/device_authorization: two signatures to verify and one to make, and a write to the disk for a valid one. */
  login_starts: { by: "address", points: part(5), seconds: MINUTE, sentence: BUSY_ADDRESS },
  /** POST …/nonce: anybody who has a link may ask, and each costs a signature. */
  nonces: { by: "address", points: part(5), seconds: MINUTE, sentence: BUSY_ADDRESS },
  /**
   * POST /api/enrolments and /api/key-attestations, the only addresses at which a guessed ticket counts (threat R17). An honest machine tries twice,
   * once.
   */
  enrolment_starts: { by: "address", points: part(50), seconds: MINUTE, sentence: BUSY_ADDRESS },
  /** POST /oauth/register: metadata with keys to read, for the holder of a ticket of 256 random bits. An honest program registers once. */
  registrations: { by: "address", points: part(50), seconds: MINUTE, sentence: BUSY_ADDRESS },
  /** GET /get/:id: a file of up to a hundred megabytes. An office of hundreds installs it on one morning, and `downloads.ts` bounds how many at a time. */
  downloads: { by: "address", points: part(20), seconds: MINUTE, sentence: BUSY_ADDRESS },
  /** Documents of programs that are new here and describe themselves at an address (protocol §6.1). They are kept for a while. */
  client_documents: {
    by: "address",
    points: part(300),
    seconds: MINUTE,
    sentence: limitTexts.clientDocuments,
  },
  /** The same for all addresses together: the server is no means to flood somebody else. */
  client_documents_in_all: {
    by: "everybody",
    points: part(60),
    seconds: MINUTE,
    sentence: limitTexts.clientDocumentsInAll,
  },
  /**
   * Documents of one program that people use here already. A stranger who names unknown programs uses up nothing here.
   * Anybody may name this one, but a document that is taken is kept for a minute at least: only one that fails is asked for more often.
   */
  known_documents: {
    by: "everybody",
    points: () => 20,
    seconds: MINUTE,
    sentence: limitTexts.knownDocuments,
  },
  /** Wrong tickets: a person mistypes a few. 160 random bits are not guessed; this keeps a guesser from the database. */
  wrong_tickets: {
    by: "address",
    points: part(300),
    seconds: MINUTE,
    sentence: limitTexts.ticketsOfNetwork,
  },
  /**
   * The same for all addresses together, against a guesser who has many. Beyond it, addresses that were wrong themselves within the window
   * are turned away. A first ticket is always looked at, or a stranger could keep everybody out.
   */
  wrong_tickets_in_all: {
    by: "everybody",
    points: part(30),
    seconds: MINUTE,
    sentence: limitTexts.tickets,
  },
  /** The same for break-glass codes: 160 random bits, on a sheet of five. The holder of the paper mistypes a few. */
  wrong_break_glass_codes: {
    by: "address",
    points: part(300),
    seconds: MINUTE,
    sentence: limitTexts.codesOfNetwork,
  },
  /** The same as for tickets: an address that was never wrong is served, or a stranger could lock the last way in. */
  wrong_break_glass_codes_in_all: {
    by: "everybody",
    points: part(30),
    seconds: MINUTE,
    sentence: limitTexts.codes,
  },
  /** Logins started by one device key: a loop gone wrong, or a thief of that key who floods its person (threat R9). */
  machine_logins: {
    by: "machine",
    points: (settings) => settings.loginsPerMachinePerMinute,
    seconds: MINUTE,
    sentence: limitTexts.loginsOfMachine,
  },
  /** Questions of a machine's keeper for programs that only know a redirect, each held for 20 s unless there is one. */
  redirects_of_machine: {
    by: "machine",
    points: () => 60,
    seconds: MINUTE,
    sentence: limitTexts.keeper,
  },
  /** Reports of one machine about its own protection, each of which asks the rules about every login of the machine. */
  postures_of_machine: {
    by: "machine",
    points: () => 30,
    seconds: MINUTE,
    sentence: limitTexts.posture,
  },
  /** Keepers of one machine that ask how it is regarded. One is in flight, held for 20 s; one that is not held comes after a pause. */
  standings_of_machine: {
    by: "machine",
    points: () => 60,
    seconds: MINUTE,
    sentence: limitTexts.standing,
  },
  /** Lists of the logins that ask a machine's person, each of which reads up to 150 of them. A person types the command. */
  approvals_of_machine: {
    by: "machine",
    points: () => 20,
    seconds: MINUTE,
    sentence: limitTexts.approvalsOfMachine,
  },
  /** Denials of logins from one session with a host, or from one container: the next login from there waits (threat R9). */
  denials_of_place: {
    by: "machine",
    points: () => 1,
    seconds: 5 * MINUTE,
    sentence: limitTexts.deniedPlace,
  },
  /** Ends of a machine's sessions with hosts and of its containers: each is stored for a month. */
  place_ends_of_machine: {
    by: "machine",
    points: partOfRecords(2),
    seconds: HOUR,
    sentence: limitTexts.placeEnds,
  },
  /**
   * The same by the hour, since each is stored for good. It is half of the person's number: a thief of one machine's key leaves the other
   * half.
   */
  logins_of_machine: {
    by: "machine",
    points: partOfRecords(2),
    seconds: HOUR,
    sentence: limitTexts.loginsOfMachineInHour,
  },
  /** The same over all machines of one person. A script may log in every few seconds. */
  logins_of_user: {
    by: "user",
    points: partOfRecords(1),
    seconds: HOUR,
    sentence: limitTexts.loginsOfPersonInHour,
  },
  /** Each is read by everybody whom a rule names, and told them by mail. */
  second_askings: {
    by: "user",
    points: () => 20,
    seconds: HOUR,
    sentence: limitTexts.secondApprovals,
  },
  /** The requests of a second person about a waiting login: two signatures to verify, or one to make. An honest one sends a few. */
  co_steps: {
    by: "user",
    points: () => 60,
    seconds: MINUTE,
    sentence: limitTexts.waitingLogins,
  },
  /** Touches over a decision, which are stored as evidence. */
  approvals: {
    by: "user",
    points: partOfRecords(4),
    seconds: HOUR,
    sentence: limitTexts.approvals,
  },
  /**
   * Steps that may be repeated while a login is open: a meeting and a decision, which are logged each time, and a peer that the command line
   * turned away. An honest login has each once, and again for a page that is loaded again.
   */
  login_steps: {
    by: "login",
    points: () => 60,
    seconds: MINUTE,
    sentence: limitTexts.login,
  },
  /** Changes in the console and the account that a passkey has signed. Each takes a touch and is stored with its signature. */
  signed_changes: {
    by: "user",
    points: partOfRecords(4),
    seconds: HOUR,
    sentence: limitTexts.changes,
  },
  /** Sessions of the console that browser and passkey have signed. An honest person has a few a day. */
  sign_ins: {
    by: "user",
    points: partOfRecords(20),
    seconds: HOUR,
    sentence: limitTexts.signIns,
  },
  /** Enrolments that one device key begins by a ticket or as an enrolled key. A person tries a few times. */
  enrolments_of_machine: {
    by: "machine",
    points: partOfRecords(40),
    seconds: HOUR,
    sentence: limitTexts.enrolments,
  },
  /** Meetings of the enrolments of one device key. An honest one has one, and another for a page that is loaded again. */
  enrolment_meetings: {
    by: "machine",
    points: () => 60,
    seconds: MINUTE,
    sentence: limitTexts.meetings,
  },
  /** Logins that wait at a time to be met or decided (threat R9). The database counts them; this row has the sentence. */
  open_logins_of_machine: {
    by: "machine",
    points: (settings) => settings.openLoginsPerMachine,
    seconds: MINUTE,
    sentence: limitTexts.openLoginsOfMachine,
  },
  /** The same over all machines of one person. One machine alone cannot fill it. */
  open_logins_of_user: {
    by: "user",
    points: (settings) => settings.openLoginsPerUser,
    seconds: MINUTE,
    sentence: limitTexts.openLoginsOfPerson,
  },
  /** Polls for one login. One is in flight at a time, held for 20 s, or one a second where none is held (RFC 8628 §3.5). */
  polls: { by: "login", points: () => 150, seconds: MINUTE, sentence: limitTexts.polls },
  /** Messages of a keeper about the calls of one lease, apart from its polls: an agent at work would use these up. Two a second are honest. */
  lease_calls: {
    by: "login",
    points: () => 150,
    seconds: MINUTE,
    sentence: limitTexts.leaseReports,
  },
  /** Refreshes by all machines of one person, after session key and device key have signed. One each quarter of an hour is honest. */
  user_refreshes: {
    by: "user",
    points: (settings) => settings.refreshesPerUserPerMinute,
    seconds: MINUTE,
    sentence: limitTexts.refreshes,
  },
  /** Narrower tokens of one login (RFC 8693), asked for with its session key. One for each tool that is run is honest. */
  login_exchanges: {
    by: "login",
    points: () => 300,
    seconds: MINUTE,
    sentence: limitTexts.exchangesOfLogin,
  },
  /** Tokens by which one resource server acts for people (RFC 8693). Their number follows its own requests, so it is a setting. */
  resource_server_exchanges: {
    by: "resource_server",
    points: (settings) => settings.exchangesPerResourceServerPerMinute,
    seconds: MINUTE,
    sentence: limitTexts.exchangesOfApi,
  },
  /** Introspections by one authenticated resource server: 1000 a second, for an API may ask at each request. */
  introspections: {
    by: "resource_server",
    points: (settings) => settings.introspectionsPerResourceServerPerMinute,
    seconds: MINUTE,
    sentence: limitTexts.introspections,
  },
} as const satisfies Record<string, Limit>;
export type LimitName = keyof typeof LIMITS;

/**
 * Limits that a row of the table of routes may name. Handlers charge `introspections` themselves, and every row is charged `requests`.
 * `none` is for probes and the server's own shell.
 */
export type RouteLimit =
  | "none"
  | Extract<
      LimitName,
      "requests" | "login_starts" | "nonces" | "enrolment_starts" | "registrations" | "downloads" | "introspections"
    >;
