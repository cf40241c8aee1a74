import { decidedAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { deny, poll, refresh } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import {
  endPlace,
  meetRemoteLogin,
  redeemedRemoteLogin,
  refreshRemotely,
  startedRemoteLogin,
} from "../../../test/kit/remote-login.ts";
import { ANYBODY } from "../../../test/kit/rules.ts";
import { newSshHost } from "../../../test/kit/ssh-host.ts";
import { addHost, renameHost } from "../../administration/hosts/change-hosts.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { evidenceOf, verdictOn } from "../../testing/evidence.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { ruleBy } from "../../testing/rule-by.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { viewLogin } from "./view/view-login.ts";

const IS_PROD = 'context has place && context.place has host && context.place.host == "prod-1"';
const POLICY = { acceptSyncedPasskeys: false, requirePeer: "same", remoteHosts: "any" } as const;

describe.each(DATABASES)("a login from a host reached by SSH (protocol §10), on %s", (database) => {
  const server = serverForEach({ database, policy: POLICY });
  let machine: EnrolledMachine;
  beforeEach(async () => {
    machine = await enrolledMachine(server, "alice");
  });
  type Started = Awaited<ReturnType<typeof startedRemoteLogin>>;
  /** @returns the hash that its denial names */
  const met = async (login: Started) => {
    (await meetRemoteLogin(server, machine, login)).as(decidedAnswerSchema);
    const found = await findLogin(server.services.db, login.id);
    return found !== undefined && "meeting" in found ? found.meeting.attestation_hash : "";
  };
  const denied = async (login: Started, alert: boolean) => {
    const attestation = await met(login);
    expect((await deny(server, login, attestation, machine.extension, alert)).outcome).toBe("200");
  };
  const seen = async (id: string) => {
    const { channel, place } = await viewLogin(server.services, id);
    return { channel, place };
  };

  it("goes from the keeper's statement to a refreshed token of the class below", async () => {
    const host = newSshHost();
    const login = await redeemedRemoteLogin(server, machine, host.session());
    expect(readFacts(login.authorization.facts)).toMatchObject({ place: login.place, host: null });
    const { claims } = await accessToken.read(login.tokens.access_token);
    expect(claims).toMatchObject({
      acr: "urn:nearside:acr:ssh-session",
      cnf: { jkt: login.session.thumbprint },
      proof: { peer: "same", place: "ssh", host: "claimed" },
    });
    const renewed = (await refreshRemotely(server, machine, login, login.tokens.refresh_token)).as(tokenAnswerSchema);
    expect((await accessToken.read(renewed.access_token)).claims).toMatchObject({
      acr: claims.acr,
      proof: claims.proof,
    });
  });

  it("leaves evidence that holds, link by link", async () => {
    const login = await redeemedRemoteLogin(server, machine, newSshHost("ecdsa-sha2-nistp256").session());
    expect(await verdictOn(await evidenceOf(server, login.id))).toBe("holds");
  });

  it("ends with the session, tokens and logins under way, at once and for good", async () => {
    const host = newSshHost();
    const place = host.session();
    const login = await redeemedRemoteLogin(server, machine, place);
    const other = await redeemedRemoteLogin(server, machine, host.session());
    const open = await startedRemoteLogin(server, machine, place);
    const held = poll(server, open);
    expect((await endPlace(server, machine, place)).status).toBe(204);
    expect(await held).toMatchObject({ status: 400 });
    expect((await held).text).toContain('"refusal":"place_ended"');
    expect((await refreshRemotely(server, machine, login, login.tokens.refresh_token)).text).toContain("invalid_grant");
    expect((await endPlace(server, machine, place)).status).toBe(204);
    (await refreshRemotely(server, machine, other, other.tokens.refresh_token)).as(tokenAnswerSchema);
    const ended = (await eventsOf(server, machine.device.thumbprint)).filter(({ kind }) => kind === "place_ended");
    expect(ended).toHaveLength(1);
  });

  it("is renewed by a statement of its own type alone, and for its own session", async () => {
    const login = await redeemedRemoteLogin(server, machine, newSshHost().session());
    const token = login.tokens.refresh_token;
    const elsewhere = { place: newSshHost().session() };
    expect((await refreshRemotely(server, machine, login, token, elsewhere)).text).toContain("place_mismatch");
    expect((await refresh(server, machine, login, token)).text).toContain("wrong_type");
    (await refreshRemotely(server, machine, login, token)).as(tokenAnswerSchema);
  });

  it("begins nothing of a session that ended while the login was being made", async () => {
    const place = newSshHost().session();
    const { signer } = server.services.keys;
    const { sign } = signer;
    const signing = vi.spyOn(signer, "sign").mockImplementationOnce(async (...request) => {
      expect((await endPlace(server, machine, place)).status).toBe(204);
      return sign(...request);
    });
    onTestFinished(() => signing.mockRestore());
    await expect(startedRemoteLogin(server, machine, place)).rejects.toThrow("place_ended");
    expect(signing).toHaveBeenCalledTimes(1);
    expect(await server.services.db.selectFrom("logins").select("id").execute()).toEqual([]);
  });

  it("is seen by readers with its host, the way on which the keeper was met, and the end of its session", async () => {
    const host = newSshHost();
    const hops = [{ fingerprint: newSshHost().fingerprint, claimed_name: null }];
    const login = await startedRemoteLogin(server, machine, host.session({ hops }));
    const place = {
      ...{ kind: "ssh", name: "build-7", known: "claimed", fingerprint: host.fingerprint },
      hops: [{ name: null, fingerprint: hops[0]?.fingerprint }],
      since: login.place.since * 1000,
    };
    expect(await seen(login.id)).toEqual({ channel: null, place: { ...place, ended: null } });
    const natively = { relay: { channel: "native" }, attestation: { loopback: null } } as const;
    (await meetRemoteLogin(server, machine, login, natively)).as(decidedAnswerSchema);
    expect(await seen(login.id)).toEqual({ channel: "native", place: { ...place, ended: null } });
    await endPlace(server, machine, login.place);
    expect((await seen(login.id)).place).toEqual({ ...place, ended: server.services.clock() });
  });

  it("waits after a denial for some minutes, there and nowhere else", async () => {
    const host = newSshHost();
    const login = await startedRemoteLogin(server, machine, host.session());
    await denied(login, false);
    await expect(startedRemoteLogin(server, machine, login.place)).rejects.toThrow("429");
    await startedRemoteLogin(server, machine, host.session());
    // what one person says of a place is nothing to another, who may name the same one
    await startedRemoteLogin(server, await enrolledMachine(server, "bob"), login.place);
  });

  it("closes its session for good once a person reports it: no login begins there, and nothing is renewed", async () => {
    const place = newSshHost().session();
    const earlier = await redeemedRemoteLogin(server, machine, place);
    const open = await startedRemoteLogin(server, machine, place);
    await denied(await startedRemoteLogin(server, machine, place), true);
    await expect(startedRemoteLogin(server, machine, place)).rejects.toThrow("place_ended");
    expect((await poll(server, open)).outcome).toBe("400 access_denied/place_ended");
    const token = earlier.tokens.refresh_token;
    expect((await refreshRemotely(server, machine, earlier, token)).text).toContain("place_ended");
    expect((await endPlace(server, machine, place)).status).toBe(204);
    expect((await refreshRemotely(server, machine, earlier, token)).text).toContain("credential_revoked");
  });

  it("can be reported though its host was quicker and ended the session, and by nobody who did not meet it", async () => {
    const place = newSshHost().session();
    const login = await startedRemoteLogin(server, machine, place);
    const attestation = await met(login);
    const unmet = await startedRemoteLogin(server, machine, place);
    expect((await endPlace(server, machine, place)).status).toBe(204);
    const say = async (of: Started, alert: boolean) =>
      (await deny(server, of, attestation, machine.extension, alert)).outcome;
    expect(await say(unmet, true)).toContain("request_settled");
    expect(await say(login, false)).toContain("request_settled");
    expect(await say(login, true)).toBe("200");
    expect(await say(login, true)).toContain("request_settled");
    const denials = (await eventsOf(server, login.id)).filter(({ kind }) => kind === "login_denied");
    expect(denials.map(({ data }) => data)).toMatchObject([{ alert: true }]);
  });

  it("is ruled at a refresh by the name that its host's key has now", async () => {
    const host = newSshHost();
    await addHost(server.services, { name: "prod-1", key: host.line }, SERVER_SHELL);
    await ruleBy(server, ANYBODY, `@id("prod") forbid (principal, action, resource) unless { ${IS_PROD} };`);
    const login = await redeemedRemoteLogin(server, machine, host.session());
    const renewed = (await refreshRemotely(server, machine, login, login.tokens.refresh_token)).as(tokenAnswerSchema);
    await renameHost(server.services, host.fingerprint, "lab-9", SERVER_SHELL);
    expect((await refreshRemotely(server, machine, login, renewed.refresh_token ?? "")).text).toContain("rule_denied");
  });

  it("may run in a container of the machine: of the machine's own class, with evidence, and ended with it", async () => {
    const since = 1_795_000_000;
    const place = { kind: "container", id: "3f1c0b7d9a55", runtime: "podman", since, claimed_name: "shop" } as const;
    const login = await redeemedRemoteLogin(server, machine, place);
    const { claims } = await accessToken.read(login.tokens.access_token);
    expect(claims.acr).toBe("urn:nearside:acr:same-machine");
    expect(claims.proof).toMatchObject({ place: "container" });
    expect(claims.proof).not.toHaveProperty("host");
    expect(await verdictOn(await evidenceOf(server, login.id))).toBe("holds");
    const { kind, id, runtime } = place;
    const shown = { kind, name: "shop", id, runtime, since: since * 1000, ended: null };
    expect((await seen(login.id)).place).toEqual(shown);
    await endPlace(server, machine, place);
    expect((await refreshRemotely(server, machine, login, login.tokens.refresh_token)).text).toContain("invalid_grant");
  });

  it("is met through the keeper or not at all", async () => {
    const login = await startedRemoteLogin(server, machine, newSshHost().session());
    expect((await meetRemoteLogin(server, machine, login, { relay: null })).text).toContain("relay_mismatch");
    expect((await meetRemoteLogin(server, machine, login, { relayedBy: login.session })).text).toContain(
      "key_mismatch",
    );
    (await meetRemoteLogin(server, machine, login)).as(decidedAnswerSchema);
  });
});
