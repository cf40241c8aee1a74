import { searchApi } from "@nearside/shared/api/console/search.ts";
import { timesOf } from "../steps/beside-search.ts";
import { growingReads, openCrowdedStage } from "../steps/many-people.ts";
import { treeCpuMicroseconds } from "./cpu-time.ts";
import { openPostgres } from "./postgres.ts";

const ends: (() => unknown)[] = [];
const atEnd = (f: () => unknown) => {
  ends.push(f);
};
const people = Number(process.argv[2]);
for (const db of process.argv.slice(3)) {
  const postgres = db === "pg" ? await openPostgres(atEnd as never) : undefined;
  const { stage, page } = await openCrowdedStage(
    atEnd as never,
    people,
    postgres === undefined ? {} : { DATABASE_URL: postgres.url },
  );
  const cpu = () => (treeCpuMicroseconds(stage.server.process.pid) + (postgres?.cpu() ?? 0)) / 1000;
  for (const read of [
    ...growingReads(Date.now()).filter((r) => r.includes("/logins")),
    ...["alice", "la", "li", "zoe.quinn", "nearside"].map((q) => `${searchApi.find.path}?q=${q}`),
  ]) {
    const first = await page.get(read);
    if (first.status !== 200) console.log(first.text.slice(0, 200));
    await timesOf(2, () => page.get(read));
    const before = cpu();
    const times = await timesOf(10, () => page.get(read));
    console.log(db, read, ((cpu() - before) / 10).toFixed(1), "ms CPU, max", Math.max(...times).toFixed(0));
  }
}
for (const f of ends.reverse()) await f();
process.exit(0);
