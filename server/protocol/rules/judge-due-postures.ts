import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { secondsNow, type WithClock, type WithStopping } from "../../platform/surroundings.ts";
import { inRounds, type Rounds } from "../../platform/waiting/in-rounds.ts";
import { findPartyInAnyState } from "../../register/machines/party.ts";
import { findDuePostures, moveDue } from "../../register/machines/posture-store.ts";
import { logTexts } from "../../texts/log.ts";
import type { WithMetadata } from "../passkeys/metadata/active-metadata.ts";
import type { WithRules } from "./active-rules.ts";
import { rulesUnlessUnread } from "./current-rules.ts";
import { inOrder, nextDue } from "./due-posture.ts";
import type { WithLocalTime } from "./local-time.ts";
import { endDenied, inRoom, judgeLogins } from "./newly-denied.ts";
import { holdAsked, untilInTime } from "./overtaken.ts";
import type { RuleServices } from "./rule-services.ts";

/** Machines that are read at once. */
const BATCH = 100;
/** Milliseconds. With the seconds after which APIs know, a login ends within the minute. */
const ROUND_MS = 15_000;

export const followPostures = (services: RuleServices & WithConfig & WithStopping): Rounds =>
  inRounds({ every: ROUND_MS, log: services.log, failed: logTexts.machines.notJudged }, () =>
    judgeDuePostures(services),
  );

/**
 * Asks the rules about the logins of machines that have fallen silent (protocol §4.8): what such a machine said last becomes older than a
 * rule allows, and a login that the rules would renew by a fresh report in good order, and not by this one, ends.
 *
 * Several servers may do this at once: of one machine's logins each ends once.
 */
export async function judgeDuePostures(services: RuleServices & WithConfig & WithStopping): Promise<void> {
  const set = await rulesUnlessUnread(services, services.db);
  if (set === undefined) return;
  for (;;) {
    const due = await findDuePostures(services.db, secondsNow(services), BATCH);
    for (const one of due) {
      if (services.stopping.aborted) return; // after a long outage there may be as many as machines
      await judge(services, set, one.deviceJkt, one.dueAt);
    }
    if (due.length < BATCH) return;
  }
}

async function judge(
  services: WithClock & WithConfig & WithDb & WithLocalTime & WithMetadata & WithRules,
  set: CompiledRules,
  deviceJkt: string,
  dueAt: number,
): Promise<void> {
  const reads = services.rules.postureReadBy(set);
  await untilInTime(async () => {
    const now = secondsNow(services);
    const party = await findPartyInAnyState(services.db, { device: deviceJkt }, "rules are asked about it");
    const posture = party?.device.posture;
    if (party === undefined || posture === undefined) return;
    const asks = reads.facts.length > 0;
    const whose = { party, address: undefined };
    const judged = asks ? await judgeLogins(services, set, whose, inOrder(posture, now), posture) : undefined;
    await inRoom(services, judged).execute(async (trx) => {
      if (judged !== undefined) await holdAsked(trx, party, judged.asked, services.clock());
      const isFirst = await moveDue(trx, deviceJkt, dueAt, nextDue(posture, reads, now));
      if (isFirst && judged !== undefined) await endDenied(trx, judged.denied, services.clock());
    });
  });
}
