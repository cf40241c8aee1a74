import {
  POSTURE_VALUES,
  type PostureName,
  SCREEN_LOCK_SECONDS,
  type UnknownReason,
} from "@nearside/shared/posture/posture.ts";
import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { type Eyes, type Seen, unanswered, unknown } from "./look.ts";

// osquery, where it is installed: it is asked for what the system's own programs do not tell. Its daemon runs as root and sees more than
// we do, so osqueryi is connected to the daemon's socket where this account may use it (`--connect`).

const SOURCE = "osquery";
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  linux: ["/usr/bin/osqueryi", "/opt/osquery/bin/osqueryi", "/usr/local/bin/osqueryi"],
  darwin: ["/usr/local/bin/osqueryi", "/opt/osquery/lib/osquery.app/Contents/MacOS/osqueryi"],
  win32: ["C:\\Program Files\\osquery\\osqueryi.exe"],
};
/** `extensions_socket`, where osquery's own configuration sets no other. */
const SOCKETS: Readonly<Record<string, readonly string[]>> = {
  linux: ["/var/osquery/osquery.em", "/run/osquery/osquery.em"],
  darwin: ["/var/osquery/osquery.em"],
};

interface Question {
  readonly sql: string;
  /** Undefined where the rows don't tell. */
  readonly valueIn: (rows: readonly Row[], isRoot: boolean) => string | undefined;
  /** The reason if the rows don't tell. Without it: this account may not see them. */
  readonly unread?: UnknownReason;
}
type Row = Readonly<Record<string, string>>;
const rowsSchema = v.array(v.record(v.string(), v.string()));

const is = (rows: readonly Row[], column: string, ...values: string[]): boolean =>
  rows.every((row) => values.includes(row[column] ?? ""));

const QUESTIONS: Readonly<Record<string, Partial<Readonly<Record<PostureName, Question>>>>> = {
  linux: {
    disk_encryption: {
      sql: "SELECT d.encrypted FROM mounts m JOIN disk_encryption d ON d.name IN (m.device, m.device_alias) WHERE m.path = '/'",
      // without root it cannot open the device, and says 0 of an encrypted one too
      valueIn: (rows, isRoot) =>
        rows.length === 0 ? undefined : is(rows, "encrypted", "1") ? "on" : isRoot ? "off" : undefined,
    },
  },
  darwin: {
    disk_encryption: {
      sql: "SELECT d.filevault_status FROM mounts m JOIN disk_encryption d ON d.name = m.device WHERE m.path = '/'",
      valueIn: (rows) => (rows.length === 0 ? undefined : is(rows, "filevault_status", "on") ? "on" : "off"),
    },
    screen_lock: {
      sql: "SELECT enabled, grace_period FROM screenlock",
      valueIn: (rows) =>
        rows.length === 0
          ? undefined
          : is(rows, "enabled", "1") && rows.every(({ grace_period }) => Number(grace_period) <= SCREEN_LOCK_SECONDS)
            ? "on"
            : "off",
    },
    firewall: {
      sql: "SELECT global_state FROM alf",
      valueIn: (rows) => (rows.length === 0 ? undefined : is(rows, "global_state", "1", "2") ? "on" : "off"),
    },
  },
  win32: {
    disk_encryption: {
      sql: "SELECT b.protection_status FROM bitlocker_info b JOIN logical_drives l ON l.device_id = b.drive_letter WHERE l.boot_partition = 1",
      valueIn: (rows) => (rows.length === 0 ? undefined : is(rows, "protection_status", "1") ? "on" : "off"),
    },
    firewall: {
      sql: "SELECT firewall FROM windows_security_center",
      valueIn: (rows) => (rows.length === 0 ? undefined : is(rows, "firewall", "Good") ? "on" : "off"),
    },
  },
};

/** Asks osquery about one fact. */
export const askOsquery =
  (name: PostureName) =>
  (eyes: Eyes): Promise<Seen> =>
    askFor(eyes, QUESTIONS[eyes.platform]?.[name]);

/** Asks osquery what an organisation wants to be asked about one fact: the one row has its value. */
export const askOsqueryBy =
  (name: PostureName, sql: string) =>
  (eyes: Eyes): Promise<Seen> =>
    askFor(eyes, { sql, valueIn: (rows) => valueAmong(rows, POSTURE_VALUES[name]), unread: "unreadable" });

function valueAmong(rows: readonly Row[], values: readonly string[]): string | undefined {
  const [row, ...more] = rows;
  return more.length > 0 ? undefined : values.find((value) => value === row?.["value"]);
}

async function askFor(eyes: Eyes, question: Question | undefined): Promise<Seen> {
  const program = await firstThere(eyes, PROGRAMS[eyes.platform] ?? []);
  if (question === undefined || program === undefined) return unknown("unsupported");
  const socket = await firstThere(eyes, SOCKETS[eyes.platform] ?? []);
  const asDaemon = socket === undefined ? undefined : await ask(eyes, program, question, ["--connect", socket], true);
  return asDaemon !== undefined && asDaemon.value !== "unknown" ? asDaemon : ask(eyes, program, question, [], false);
}

async function ask(
  eyes: Eyes,
  program: string,
  { sql, valueIn, unread = "not_permitted" }: Question,
  more: readonly string[],
  isRoot: boolean,
): Promise<Seen> {
  const outcome = await eyes.run(program, [...more, "--json", sql], { HOME: eyes.home });
  if (outcome.state !== "ended" || outcome.code !== 0) return unanswered(outcome, SOURCE);
  const rows = v.safeParse(rowsSchema, parseJson(outcome.stdout));
  if (!rows.success) return unknown("unreadable", SOURCE);
  const value = valueIn(rows.output, isRoot);
  return value === undefined ? unknown(unread, SOURCE) : { value, source: SOURCE };
}

async function firstThere(eyes: Eyes, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if ((await eyes.changedAt(path)) !== undefined) return path;
  return undefined;
}
