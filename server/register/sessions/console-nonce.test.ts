import { randomIdSchema } from "@nearside/shared/ids.ts";
import * as v from "valibot";
import { beforeEach, describe, expect, it } from "vitest";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { deleteConsoleNonces, isConsoleNonce, newConsoleNonce, SIGN_IN, useConsoleNonce } from "./console-nonce.ts";

// The tests in server/surfaces/console cover how sign-in and changes use nonces.

describe.each(DATABASES)("on %s, a nonce of the console", (database) => {
  const server = serverForAll({ database });
  const used = (nonce: string, subject = SIGN_IN) =>
    server.services.db.transaction().execute((trx) => useConsoleNonce(trx, nonce, subject, server.services));
  const rows = () => server.services.db.selectFrom("console_nonces").selectAll().execute();
  let nonce: string;
  beforeEach(() => {
    nonce = newConsoleNonce(SIGN_IN, server.services);
  });

  it("has the form of every other, differs from the next, and is stored when it is used", async () => {
    const before = await rows();
    const made = Array.from({ length: 100 }, () => newConsoleNonce(SIGN_IN, server.services));
    expect(made.every((each) => v.is(randomIdSchema, each))).toBe(true);
    expect(new Set(made).size).toBe(100);
    expect(await rows()).toEqual(before);
    expect(await used(nonce)).toBe(true);
    expect(await rows()).toHaveLength(before.length + 1);
  });

  it("is good once, of however many uses at once", async () => {
    const uses = await Promise.all([1, 2, 3, 4].map(() => used(nonce)));
    expect(uses.filter(Boolean)).toHaveLength(1);
    expect(await used(nonce)).toBe(false);
  });

  it("is good for its subject alone, and unchanged", async () => {
    expect(await used(nonce, "another")).toBe(false);
    const bytes = Buffer.from(nonce, "base64url");
    for (const at of bytes.keys()) {
      const spoilt = Buffer.from(bytes);
      spoilt[at] = (spoilt[at] ?? 0) ^ 1;
      expect(isConsoleNonce(spoilt.toString("base64url"), SIGN_IN, server.services)).toBe(false);
    }
    for (const strange of ["", nonce.slice(4), `${nonce}AAAA`, server.id()]) expect(await used(strange)).toBe(false);
    expect(await used(nonce)).toBe(true);
  });

  it("is good for three minutes, and its use is kept until no clock takes it any more", async () => {
    const other = newConsoleNonce(SIGN_IN, server.services);
    expect(await used(other)).toBe(true);
    server.pass(179);
    expect(isConsoleNonce(nonce, SIGN_IN, server.services)).toBe(true);
    server.pass(2);
    expect(await used(nonce)).toBe(false);
    await deleteConsoleNonces(server.services.db, server.services.clock());
    server.pass(-30); // the clock of another process
    expect(await used(other)).toBe(false);
    server.pass(90);
    await deleteConsoleNonces(server.services.db, server.services.clock());
    expect(await rows()).toEqual([]);
  });

  it("is taken from a process whose clock is a little ahead, and from no later time", () => {
    server.pass(-59);
    expect(isConsoleNonce(nonce, SIGN_IN, server.services)).toBe(true);
    server.pass(-2);
    expect(isConsoleNonce(nonce, SIGN_IN, server.services)).toBe(false);
    server.pass(61);
  });
});
