import type { DeleteResult } from "kysely";

/** Rows that one step deletes at most: a few milliseconds of SQLite's time, in which nothing else is done. */
const MOST_ROWS = 500;

/** Deletes any number of rows, and lets requests in between. @param step deletes at most that many */
export async function inSteps(step: (most: number) => Promise<DeleteResult>): Promise<void> {
  for (;;) {
    const { numDeletedRows } = await step(MOST_ROWS);
    if (numDeletedRows < MOST_ROWS) return;
  }
}
