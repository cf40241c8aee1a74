import type { AtEnd } from "../support/at-end.ts";
import { openCluster } from "../support/postgres.ts";
import { treeCpuMicroseconds } from "./cpu-time.ts";

/** A PostgreSQL for one contender alone, so that its CPU time is the contender's. Every commit is on the disk. */
export interface Postgres {
  readonly url: string;
  /** CPU time of all its processes so far, microseconds. */
  readonly cpu: () => number;
}

const DATABASE = "bench";

export async function openPostgres(atEnd: AtEnd): Promise<Postgres> {
  const cluster = await openCluster({ durable: true });
  atEnd(cluster.close);
  await cluster.psql(`create database ${DATABASE} template template0`);
  return { url: cluster.url(DATABASE), cpu: () => treeCpuMicroseconds(cluster.pid()) };
}
