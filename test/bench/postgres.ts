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
  // as PostgreSQL has it by default: a cluster of the tests has a quarter, which one read of many rows would fill
  const cluster = await openCluster({ durable: true, settings: { shared_buffers: "128MB" } });
  atEnd(cluster.close);
  await cluster.psql(`create database ${DATABASE} template template0`);
  return { url: cluster.url(DATABASE), cpu: () => treeCpuMicroseconds(cluster.pid()) };
}
