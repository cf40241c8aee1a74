import { describe, expect, it } from "vitest";
import { type Actions, createProgram, idsLast } from "./program.ts";

/** Collects what `revoke` and `tickets revoke` get from that command line. */
async function argumentsOf(...typed: string[]): Promise<unknown> {
  let heard: unknown;
  const actions: Partial<Record<keyof Actions, unknown>> = {
    revoke: (what: string, id: string, { reason }: { reason?: string }) => {
      heard = [what, id, reason];
    },
    tickets: {
      revoke: (id: string) => {
        heard = id;
      },
    },
    ...{ breakGlass: {}, clients: {}, offboarding: {}, machines: {}, people: {}, rules: {} },
  };
  const program = createProgram("1.2.3", actions as Actions).exitOverride();
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} });
  await program.parseAsync([...idsLast(typed)], { from: "user" });
  return heard;
}

const REST = "b3dEfGhIjKlMnOpQrStUvWxYz0123456789abcdef";

describe("an id", () => {
  it.each(["-A", "-h", "-V", "--", "-_", "A"])("that begins with %s is taken for what it is", async (begins) => {
    const id = begins + REST;
    expect(await argumentsOf("revoke", "machine", id)).toEqual(["machine", id, undefined]);
    expect(await argumentsOf("revoke", "browser", id, "--reason", "lost")).toEqual(["browser", id, "lost"]);
    expect(await argumentsOf("revoke", "--reason", "lost", "passkey", id)).toEqual(["passkey", id, "lost"]);
    expect(await argumentsOf("revoke", "passkey", "--", id)).toEqual(["passkey", id, undefined]);
    expect(await argumentsOf("tickets", "revoke", id)).toBe(id);
  });

  it("is left where it is an option's value", async () => {
    const id = `-A${REST}`;
    expect(await argumentsOf("revoke", "machine", "bs_x", "--reason", id)).toEqual(["machine", "bs_x", id]);
  });

  it("is no option that was mistyped, however long", async () => {
    await expect(argumentsOf("revoke", "machine", "bs_x", "--reason-of-the-revocation", "lost")).rejects.toMatchObject({
      code: "commander.unknownOption",
    });
  });
});
