import { Refused } from "@nearside/shared/refused.ts";
import { AccessRefused } from "./access-refused.ts";
import type { RefusalCode } from "./refusal.ts";

/** For `catch`: a proof's refusal by this table, `field` told apart as "code field" where it matters; anything else goes on. */
export const refusedAs =
  (table: Readonly<Record<string, RefusalCode>>) =>
  (cause: unknown): never => {
    if (!(cause instanceof Refused)) throw cause;
    const code = table[`${cause.code} ${cause.field}`] ?? table[cause.code];
    if (code === undefined) throw cause;
    throw new AccessRefused(code, {}, { cause });
  };
