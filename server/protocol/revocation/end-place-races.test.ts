import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { newSigner } from "../../../test/kit/keys.ts";
import { askForLogin, deny, poll } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import {
  approvedRemoteLogin,
  endPlace,
  hopStatementOf,
  meetRemoteLogin,
  redeemedRemoteLogin,
  refreshRemotely,
  startedRemoteLogin,
} from "../../../test/kit/remote-login.ts";
import { newSshHost } from "../../../test/kit/ssh-host.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { ROUNDS } from "../../testing/races.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// A session ends while its host begins a login, redeems one and renews one: whichever is first, nothing is left afterwards (protocol §10.5).

const POLICY = { acceptSyncedPasskeys: false, requirePeer: "same", remoteHosts: "any" } as const;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database, policy: POLICY });
  let machine: EnrolledMachine;
  beforeAll(async () => {
    machine = await enrolledMachine(server, "alice");
  });

  const openLogins = () =>
    server.services.db.selectFrom("logins").select("id").where("state", "in", ["pending", "met", "approved"]).execute();
  const activeFamilies = () =>
    server.services.db.selectFrom("token_families").select("id").where("state", "=", "active").execute();

  it.each(ROUNDS)("leaves nothing of a session that ends beside its steps, round %d", async () => {
    const place = newSshHost().session();
    const renewed = await redeemedRemoteLogin(server, machine, place);
    const redeemed = await approvedRemoteLogin(server, machine, place);
    const statement = await hopStatementOf(server, machine, await newSigner(), place);
    const answers = await Promise.all([
      askForLogin(server, { device_statement: statement }),
      poll(server, redeemed),
      refreshRemotely(server, machine, renewed, renewed.tokens.refresh_token),
      endPlace(server, machine, place),
    ]);
    expect(answers.map(({ outcome }) => outcome)).toEqual([
      expect.stringMatching(/^(200|400 invalid_request\/place_ended)$/),
      expect.stringMatching(/^(200|400 (access_denied|invalid_grant)\/place_ended)$/),
      expect.stringMatching(/^(200|400 invalid_grant\/(place_ended|credential_revoked))$/),
      "204",
    ]);
    expect(await openLogins()).toEqual([]);
    expect(await activeFamilies()).toEqual([]);
    const [, token, renewal] = answers;
    for (const answer of [token, renewal].filter(({ status }) => status === 200)) {
      const { refresh_token } = answer.as(tokenAnswerSchema);
      const again = await refreshRemotely(server, machine, answer === token ? redeemed : renewed, refresh_token ?? "");
      expect(again.outcome).toMatch(/^400 invalid_grant\/(place_ended|credential_revoked)$/);
    }
  });

  it.each(ROUNDS)(
    "leaves nothing of a session that ends while a person reports one of its logins, round %d",
    async () => {
      const place = newSshHost().session();
      const login = await startedRemoteLogin(server, machine, place);
      (await meetRemoteLogin(server, machine, login)).as(decidedAnswerSchema);
      const met = await findLogin(server.services.db, login.id);
      const attestation = met !== undefined && "meeting" in met ? met.meeting.attestation_hash : "";
      const statement = await hopStatementOf(server, machine, await newSigner(), place);
      const answers = await Promise.all([
        deny(server, login, attestation, machine.extension, true),
        endPlace(server, machine, place),
        askForLogin(server, { device_statement: statement }),
      ]);
      expect(answers.map(({ outcome }) => outcome)).toEqual([
        expect.stringMatching(/^(200|400 request_settled)$/),
        "204",
        expect.stringMatching(/^(200|400 invalid_request\/place_ended|429 .*)$/),
      ]);
      expect(await openLogins()).toEqual([]);
    },
  );
});
