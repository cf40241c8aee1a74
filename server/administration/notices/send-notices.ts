import { append } from "../../platform/audit/event-log.ts";
import { noticeGivenUp } from "../../platform/audit/events/people.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { MailSettings } from "../../platform/config/mail-settings.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithStopping } from "../../platform/surroundings.ts";
import { inRounds, type Stoppable } from "../../platform/waiting/in-rounds.ts";
import { logTexts } from "../../texts/log.ts";
import { outletTexts } from "../../texts/outlets.ts";
import { deliver, MOST_OF_A_TRY_MS } from "./mail-server.ts";
import type { Notice } from "./notice.ts";
import { claimNext, markGivenUp, markSent, putOff } from "./outbox.ts";
import { writeLetter } from "./write-letter.ts";

/** The services by which notices are sent. */
type NoticeServices = WithClock & WithConfig & WithDb & WithLog & WithStopping;

/** Milliseconds between two rounds. */
const ROUND_MS = 2000;
/** Notices of one round, at most, so that a round that runs at the end is over soon. */
const MOST_OF_A_ROUND = 50;
/** Milliseconds until the second try. Each pause is twice the one before, up to the maximum. */
const FIRST_PAUSE_MS = 5000;
const MOST_PAUSE_MS = 15 * 60_000;
/** Milliseconds after which a notice that could not be sent is given up. An event says so. */
export const GIVEN_UP_MS = 3 * 24 * 60 * 60_000;
/** Milliseconds that a try which is under way gets when the server ends. */
const LAST_MS = 3000;

/**
 * Sends what is due, one notice after the other. The round is over at the first sign that the mail server accepts no message
 * at all.
 *
 * @param ending aborts a try that is under way; that notice is tried again
 */
export async function sendDue(services: NoticeServices, settings: MailSettings, ending: AbortSignal): Promise<void> {
  for (let sent = 0; sent < MOST_OF_A_ROUND && !services.stopping.aborted; sent += 1) {
    const notice = await claimNext(services.db, services.clock());
    if (notice === undefined || !(await tryOne(services, settings, notice, ending))) return;
  }
}

/** @returns false if the next notice would fail as well */
async function tryOne(
  services: WithClock & WithConfig & WithDb & WithLog,
  settings: MailSettings,
  notice: Notice,
  ending: AbortSignal,
): Promise<boolean> {
  const { clock, config, db, log } = services;
  const about = { notice: notice.seq, kind: notice.kind, user: notice.userId, tries: notice.tries };
  if (clock() - notice.startsAt > GIVEN_UP_MS) {
    await giveUp(services, notice, "too_late", outletTexts.mail.gaveUp);
    return true;
  }
  const tooLong = AbortSignal.timeout(MOST_OF_A_TRY_MS);
  const signal = AbortSignal.any([ending, tooLong]);
  const delivery = await deliver(settings, writeLetter(notice, config, settings), config, signal);
  if (delivery.state === "sent") {
    await markSent(db, notice, clock());
    log.info(about, logTexts.mail.sent);
    return true;
  }
  if (delivery.state === "refused") {
    await giveUp(services, notice, "refused", delivery.answer);
    return true;
  }
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (notice.tries - 1), MOST_PAUSE_MS);
  const now = clock();
  await putOff(db, notice, { now, until: now + pause, failure: delivery.answer });
  log.warn({ ...about, said: delivery.answer, again_in_seconds: pause / 1000 }, logTexts.mail.notSent);
  return delivery.hasAnswered;
}

async function giveUp(
  { clock, db, log }: WithClock & WithDb & WithLog,
  notice: Notice,
  reason: "refused" | "too_late",
  answer: string,
): Promise<void> {
  const { seq, kind, userId, tries } = notice;
  const now = clock();
  await db.transaction().execute(async (trx) => {
    if (!(await markGivenUp(trx, notice, now, answer))) return;
    await append(trx, noticeGivenUp(now, userId, { notice: kind, reason, tries }), { user: userId });
  });
  log.error({ notice: seq, kind, user: userId, tries, reason, said: answer }, logTexts.mail.gaveUp);
}

/** Sends what is due every few seconds. A notice that was not accepted before the end is tried again after the next start. */
export function startSending(services: NoticeServices, settings: MailSettings): Stoppable {
  const ending = new AbortController();
  const rounds = inRounds({ every: ROUND_MS, log: services.log, failed: logTexts.mail.failed }, () =>
    sendDue(services, settings, ending.signal),
  );
  return {
    async stop() {
      const last = setTimeout(() => ending.abort(), LAST_MS);
      await rounds.stop();
      clearTimeout(last);
    },
  };
}
