import { LOG_KINDS } from "@nearside/shared/api/console/log-kinds.ts";
import { expect, it, onTestFinished } from "vitest";
import { withListeners } from "../../platform/audit/event-listeners.ts";
import { append } from "../../platform/audit/event-log.ts";
import { loginRedeemed } from "../../platform/audit/events/logins.ts";
import { watchedStore } from "../../platform/store/watched-store.ts";
import { openTemporaryStore } from "../../testing/temporary-store.ts";
import { Measures } from "./measures.ts";

const measures = () => new Measures({ nearside: "1.0.0", node: "24.0.0" });
const figureOf = async ({ registry }: Measures, series: string) =>
  (await registry.metrics())
    .split("\n")
    .find((line) => line.startsWith(`${series} `))
    ?.split(" ")[1];

it("counts a login that got its token once, however often its answer is given again, and nothing that was undone", async () => {
  const measured = measures();
  const store = withListeners(watchedStore(await openTemporaryStore("sqlite"), measured.ofTransactions), [
    measured.listener,
  ]);
  onTestFinished(() => store.close());
  const data = { family_id: "tf_1", access_token_jti: "at_1", user_id: "us_1", device_jkt: "d" };
  const redeem = (retry: boolean) =>
    store.db.transaction().execute((trx) => append(trx, loginRedeemed(1, "rq_1", { ...data, retry })));
  await redeem(false);
  await redeem(true);
  await redeem(true);
  const undone = store.db.transaction().execute(async (trx) => {
    await append(trx, loginRedeemed(1, "rq_2", { ...data, retry: false }));
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect(await figureOf(measured, 'nearside_logins_total{outcome="redeemed",reason=""}')).toBe("1");
  expect(await figureOf(measured, 'nearside_security_events_total{kind="login_redeemed",topic="login"}')).toBe("3");
});

it("has a figure for each kind of entry from the start, so that a rule sees the first one as a rise", async () => {
  const measured = measures();
  for (const [kind, { topic }] of Object.entries(LOG_KINDS))
    expect(await figureOf(measured, `nearside_security_events_total{kind="${kind}",topic="${topic}"}`)).toBe("0");
});
