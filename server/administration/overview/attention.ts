import { kindsOf } from "@nearside/shared/api/console/log-kinds.ts";
import {
  ALARM_DAYS,
  ATTENTION_KINDS,
  type Attention,
  type AttentionKind,
  SOON_HOURS,
} from "@nearside/shared/api/console/overview.ts";
import { may, type Permission, type Role } from "@nearside/shared/roles.ts";
import { type RawBuilder, sql } from "kysely";
import type { WithConfig } from "../../platform/config/config.ts";
import { countUpTo } from "../../platform/lists/page-of.ts";
import { unindexed } from "../../platform/lists/search.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { countApprovals } from "../../protocol/login/second/list-approvals.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/active-metadata.ts";
import { DENIED_AS_ALARM } from "../audit/search-log.ts";
import { authenticatorsLeft } from "../authenticators/list-authenticators.ts";
import { countActiveCodes } from "../recovery/break-glass/make-codes.ts";
import { findRun } from "../retention/run.ts";

type Services = WithClock & WithConfig & WithDb & WithMetadata;

interface Reader {
  readonly role: Role;
  readonly approver: Parameters<typeof countApprovals>[1];
}

type Found = Pick<Attention, "count"> & Partial<Pick<Attention, "at">>;

interface Look {
  /** Only roles with it learn of this. */
  readonly permission: Permission;
  /** Gives undefined, or a count of 0, where nothing is to be done. */
  readonly look: (services: Services, reader: Reader) => Promise<Found | undefined>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** If at most this many codes are left, it is time to make new ones. */
const FEW_CODES = 1;
/** A consumer of the log that failed so often in a row does not only pause for a moment. */
const FAILED_TRIES = 3;

const LOOKS: Readonly<Record<AttentionKind, Look>> = {
  alarms: { permission: "log.read", look: findAlarms },
  break_glass_uses: {
    permission: "log.read",
    look: ({ db }) => counted(db, db.selectFrom("break_glass_uses").where("reviewed_at", "is", null)),
  },
  approvals: {
    permission: "account",
    look: async (services, { approver }) => ({ count: await countApprovals(services, approver) }),
  },
  enrolments: {
    permission: "enrolments.read",
    look: ({ db }) => counted(db, db.selectFrom("enrolments").where("state", "=", "pending")),
  },
  rule_proposals: {
    permission: "rules.read",
    look: ({ db }) => counted(db, db.selectFrom("rule_proposals").where("state", "=", "waiting")),
  },
  recoveries: {
    permission: "people.read",
    look: ({ db }) => counted(db, db.selectFrom("recoveries").where("state", "=", "started")),
  },
  quarantined: {
    permission: "machines.read",
    // the second condition is that of the index `devices_ended`
    look: ({ db }) =>
      counted(db, db.selectFrom("devices").where(sql<boolean>`state = 'quarantined' and state <> 'active'`)),
  },
  break_glass_codes: { permission: "break_glass.manage", look: findFewCodes },
  // Without mail nobody is told of an alarm. This says so to people who hid the first day's checklist or never had it.
  mail_off: {
    permission: "mail.read",
    look: async ({ config }) => (config.mail === undefined ? { count: 1 } : undefined),
  },
  mail_failed: {
    permission: "mail.read",
    look: ({ db }) => counted(db, db.selectFrom("notices").where("state", "=", "given_up")),
  },
  outlet_failing: { permission: "log.read", look: findFailingOutlets },
  archive_failed: { permission: "log.read", look: findFailedArchive },
  metadata_failed: {
    permission: "authenticators.read",
    look: ({ db }) => counted(db, db.selectFrom("metadata_sources").where("problem", "is not", null)),
  },
  unfit_passkeys: { permission: "authenticators.read", look: findUnfit },
  tickets_expiring: {
    permission: "enrolments.read",
    look: (services) =>
      findExpiring(
        services,
        SOON_HOURS * HOUR_MS,
        sql`select expires_at from tickets where revoked_at is null and consumed < uses`,
      ),
  },
  client_tickets_expiring: {
    permission: "clients.read",
    look: (services) =>
      findExpiring(services, SOON_HOURS * HOUR_MS, sql`select expires_at from client_tickets where uses_left > 0`),
  },
  leases_ending: {
    permission: "machines.read",
    look: (services) =>
      findExpiring(
        services,
        HOUR_MS,
        sql`select leases.expires_at from leases
          inner join token_families on token_families.id = leases.family_id where token_families.state = 'active'`,
      ),
  },
};

/** Finds what needs attention now, of all that this role may read, in the order of its kinds. */
export async function findAttention(services: Services, reader: Reader): Promise<readonly Attention[]> {
  const found: Attention[] = [];
  for (const kind of ATTENTION_KINDS) {
    const { permission, look } = LOOKS[kind];
    if (!may(reader.role, permission)) continue;
    const seen = await look(services, reader);
    if (seen !== undefined && (seen.count !== 0 || kind === "break_glass_codes"))
      found.push({ kind, at: null, ...seen });
  }
  return found;
}

const counted = async (db: Db, query: Parameters<typeof countUpTo>[1]): Promise<Found> => ({
  count: await countUpTo(db, query),
});

/** The alarms of the last days. Most entries of these days are no alarms, so the index of the kinds is taken, and not that of the times. */
async function findAlarms({ db, clock }: WithClock & WithDb): Promise<Found> {
  const from = clock() - ALARM_DAYS * DAY_MS;
  const isSince = sql<boolean>`${unindexed("at")} >= ${from}`;
  const ofKinds = await countUpTo(db, db.selectFrom("events").where("kind", "in", kindsOf("alarm")).where(isSince));
  const denied = await countUpTo(db, db.selectFrom("events").where(DENIED_AS_ALARM).where(isSince));
  return { count: ofKinds === null || denied === null ? null : ofKinds + denied, at: from };
}

/** Gives the codes that are left, if they are few. It counts none where none were ever made, since the first day's checklist can be hidden. */
async function findFewCodes({ db }: WithDb): Promise<Found | undefined> {
  const { left } = await countActiveCodes(db);
  return left <= FEW_CODES ? { count: left } : undefined;
}

async function findFailingOutlets({ db, config }: WithConfig & WithDb): Promise<Found> {
  const names = (["file", "syslog", "webhook"] as const).filter((name) => config.events[name] !== undefined);
  if (names.length === 0) return { count: 0 };
  return counted(db, db.selectFrom("event_consumers").where("name", "in", names).where("tries", ">=", FAILED_TRIES));
}

async function findFailedArchive({ db, config }: WithConfig & WithDb): Promise<Found | undefined> {
  if (config.retention.archive === undefined) return undefined;
  return (await findRun(db))?.problem == null ? undefined : { count: 1 };
}

/** Passkeys that the policy would no longer take. */
async function findUnfit(services: Services): Promise<Found> {
  const models = await authenticatorsLeft(services, { q: "", sort: "passkeys", order: "desc", standing: "unfit" });
  return { count: models.reduce((sum, { unfit }) => sum + unfit, 0) };
}

/** @param rows a query of `expires_at` @param within milliseconds from now */
async function findExpiring(
  { db, clock }: WithClock & WithDb,
  within: number,
  rows: RawBuilder<unknown>,
): Promise<Found> {
  const now = clock();
  const { rows: found } = await sql<{ count: number | string; next: number | string | null }>`
    select count(*) as count, min(expires_at) as next from (${rows}) as open
    where expires_at > ${now} and expires_at <= ${now + within}`.execute(db);
  const [{ count, next } = { count: 0, next: null }] = found;
  return { count: Number(count), at: next === null ? null : Number(next) };
}
