// One PostgreSQL for a whole run of the unit tests (vitest's globalSetup): each database in it costs little and lasts a test.
import type { TestProject } from "vitest/node";
import { openCluster } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of its socket. */
    postgres: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await openCluster({ durable: false });
  project.provide("postgres", cluster.folder);
  return cluster.close;
}
