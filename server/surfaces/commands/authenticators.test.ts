import { ANY_AUTHENTICATOR } from "@nearside/shared/api/console/authenticator-policy.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { publishPolicy } from "../../administration/authenticators/publish-policy.ts";
import { findPolicy } from "../../register/passkeys/policy-store.ts";
import { actingAs } from "../../testing/people.ts";
import { openShell, type TestShell } from "../../testing/shell.ts";
import { resetAuthenticatorsCommand, showAuthenticatorsCommand } from "./authenticators.ts";

let shell: TestShell;
beforeEach(async () => {
  shell = await openShell();
});
afterEach(() => shell.close());

const show = () => showAuthenticatorsCommand(shell.folder, shell.terminal);
const reset = (reason?: string) => resetAuthenticatorsCommand(shell.folder, { reason }, shell.terminal);
const activePolicy = async () => findPolicy(shell.server.services.db);

it("shows the policy that no authenticator meets, and lifts it", async () => {
  const owner = await actingAs(shell.server, "owner", "authenticators.manage");
  const policy = { ...ANY_AUTHENTICATOR, attested_only: true, allow: ["00112233-4455-6677-8899-aabbccddeeff"] };
  await publishPolicy(shell.server.services, { policy, note: "strict\u202e", endsUnfit: false, after: 0 }, owner);
  shell.server.pass(3600);
  await show();
  expect(shell.out).toEqual([
    expect.stringMatching(/^Version 1 of the authenticator policy, published 60 minutes ago by .*, because: strict/),
    "  Only authenticators that prove their model.",
    "  Only these models: 00112233-4455-6677-8899-aabbccddeeff.",
  ]);
  expect(shell.out.join()).not.toContain("\u202e");
  expect(shell.messages.join()).toMatch(
    /it may lock everybody out\. The server has no metadata.*nearside-server authenticators reset/,
  );
  shell.clear();
  await reset("nobody could enrol");
  expect(shell.messages.join()).toContain("Version 2 is active");
  expect(await activePolicy()).toMatchObject({ version: 2, policy: ANY_AUTHENTICATOR, note: "nobody could enrol" });
});

it("says that there is nothing to lift, and changes nothing", async () => {
  await show();
  expect(shell.out).toEqual([
    "No authenticator policy was published yet.",
    "  Any authenticator that the server's configuration allows.",
  ]);
  expect(shell.messages).toEqual([]);
  shell.clear();
  await reset();
  expect(shell.messages.join()).toContain("nothing was changed");
  expect((await activePolicy()).version).toBe(0);
});

it.each(["a\nb", "a".repeat(257), "\u202e"])("takes no reason that can't be kept: %j", async (reason) => {
  await expect(reset(reason)).rejects.toThrow(/^--reason must .* Nothing was changed\.$/);
  expect((await activePolicy()).version).toBe(0);
});
